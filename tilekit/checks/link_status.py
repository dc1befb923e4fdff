"""The result of a network probe of an address."""

from tilekit.checks.context import Context

# Pages behind a sign-in, and servers that refuse or slow down bots: people can still open them.
_HARMLESS_STATUSES = frozenset(("401", "403", "429"))


def link_problem(context: Context, url: str) -> str:
    """Why an address can't be reached: an HTTP status or a text ID. "" if it can, or if it was not probed."""
    found = (context.network or {}).get(url, "")
    return "" if found in _HARMLESS_STATUSES else found
