"""Queries of dashboards, monitors and rules taken apart: which metrics, facets, tags and variables they use.

Nothing here knows a listing. A text that cannot be taken apart keeps a fault with its place; what was read before it
stays. Work grows with the length of the text, whatever stands in it.
"""
