"""Reads and writes submissions of a listing for the ingestion API."""
