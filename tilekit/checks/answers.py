"""What a probe of the network said of an address."""

from tilekit.checks.context import Context

# Pages behind a sign-in, and servers that turn robots away or slow them down: people get through.
_STANDS = frozenset(("401", "403", "429"))


def trouble_of(context: Context, url: str) -> str:
    """Why people do not reach the address: the number of a status or a text id; "" where they do or nobody asked."""
    found = (context.network or {}).get(url, "")
    return "" if found in _STANDS else found
