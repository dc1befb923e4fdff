"""Reference pages, made from the OpenAPI documents of the surfaces."""
