"""Renders reference pages from the OpenAPI documents of the surfaces."""
