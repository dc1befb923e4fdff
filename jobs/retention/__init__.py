"""What is removed after some time, and what is kept. Apps register both in their modules `retention_rows`."""
