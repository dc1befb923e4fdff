"""The receivers that AUDIT_STREAM_URL names."""

from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings
from msgspec import Struct


class StreamTarget(Struct, frozen=True, kw_only=True):
    """A receiver. ca, cert and key are files for TLS, "" for the certificates that the machine trusts and for none."""

    scheme: str
    host: str
    port: int
    path: str
    url: str
    ca: str = ""
    cert: str = ""
    key: str = ""

    @property
    def shown(self) -> str:
        """The address without its path and query, which may contain secrets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def address(self) -> str:
        """What identifies the receiver, also if its query or a password changes."""
        return sha256(f"{self.shown}{self.path}".encode()).hexdigest()


def stream_targets() -> Sequence[StreamTarget]:
    """The receivers that are configured, in the order of the variable."""
    return [_target(urlsplit(url)) for url in settings.AUDIT_STREAM_URLS]


def _target(parts: SplitResult) -> StreamTarget:
    files = {name: values[0] for name, values in parse_qs(parts.query).items() if name in {"ca", "cert", "key"}}
    is_syslog = parts.scheme.startswith("syslog+")
    return StreamTarget(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port or (443 if parts.scheme == "https" else 80),
        path=parts.path,
        url=parts.geturl(),
        **(files if is_syslog else {}),
    )
