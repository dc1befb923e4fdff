"""Values of the examples in the OpenAPI documents. Pages use this module, so it does not load pydantic."""

TIME = "2030-01-01T09:00:00Z"
OPAQUE = "dGlkZS1nYXVnZXMtb2YtbWFueS1oYXJib3Vycy0xMjM"
DIGEST = "d1:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
# Marks a field that the sample requests of the reference leave out.
NOT_IN_SAMPLES = "x-not-in-samples"
