"""Request and response bodies of this API."""
