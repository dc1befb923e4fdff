"""The calls of the ingestion API, one module per entity."""
