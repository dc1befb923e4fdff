"""The ingestion API: listings as products, in the shape of the Partner Center ingestion API, version 1.0."""
