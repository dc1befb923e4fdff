"""The request and response bodies of this API."""
