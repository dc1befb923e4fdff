"""The declarative API: a client sends the state it wants, and a job of the portal's queue brings it about.

`table.py` says which resource is which entity of ours. They are the entities that `api/ingestion` shows.
"""
