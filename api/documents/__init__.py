"""Parts of the OpenAPI documents that ninja does not write, or not as the specification requires."""
