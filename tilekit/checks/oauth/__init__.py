"""The checks of the OAuth client (subject OA), read from its file."""

from tilekit.checks.oauth import addresses, client, scopes

__all__ = ["addresses", "client", "scopes"]
