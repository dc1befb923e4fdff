"""The calls of this API, one module per subject."""
