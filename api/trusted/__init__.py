"""Exchanges the ID token of a trusted workflow for a token of this API."""
