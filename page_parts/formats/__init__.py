"""Date formats that differ from Django's, by language."""
