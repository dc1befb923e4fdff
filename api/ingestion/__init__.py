"""The ingestion API: listings as products, compatible with the Partner Center ingestion API, version 1.0."""
