"""Signing in through the identity provider (OpenID Connect) of an organisation or of the platform's staff."""
