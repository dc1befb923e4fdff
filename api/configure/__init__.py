"""The declarative API: a client sends the desired state, and a background job applies it.

`resource_types.py` maps resources to the entities of `api/ingestion`.
"""
