"""Calls of the declarative API."""
