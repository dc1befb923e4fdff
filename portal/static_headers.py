"""The policy of static files, for a browser that opens one of them as a page."""

from wsgiref.headers import Headers

STATIC_POLICY = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def add_policy(headers: Headers, _path: str, _url: str) -> None:
    """Called by WhiteNoise for each file when the process starts."""
    headers["Content-Security-Policy"] = STATIC_POLICY
