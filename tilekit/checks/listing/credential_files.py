"""GEN-030: files whose only purpose is to hold keys."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.registry import check
from tilekit.core.messages import N_

_PRIVATE = re.compile(
    r"(?:.*/)?(?:\.env(?:\.(?:dev\w*|local|prod\w*|staging))?|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.htpasswd"
    r"|kubeconfig|terraform\.tfstate(?:\.backup)?|[^/]*\.(?:jks|kdbx|keystore|p12|pfx|ppk))"
)
# Files that are private only if they contain such a value.
_WITH_KEYS = re.compile(
    r"(?:.*/)?(?:\.npmrc|\.pypirc|[^/]*\.(?:pem|key)|[^/]*(?:credentials|service[-_]account)[^/]*\.json)"
)
_PRIVATE_VALUE = re.compile(rb"PRIVATE KEY|_authToken\s*=|^\s*password\s*[:=]\s*\S", re.MULTILINE)


@check(
    code="GEN-030",
    name=N_("File with credentials"),
    severity=Severity.WARNING,
    message=N_("This is a file for keys or passwords. Remove it, and replace what it contains."),
    starts_observed=True,
    applies_to=N_("all files"),
    expected=N_("No file with an environment, a private key, a keystore or the state of an infrastructure"),
    bad=".env",
    good=".env.example",
)
def has_no_credential_files(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Nobody publishes a key by accident. Tests may have keys of their own."""
    for path in sorted(bundle.files):
        is_private = _PRIVATE.fullmatch(path) or (
            _WITH_KEYS.fullmatch(path) and _PRIVATE_VALUE.search(bundle.files[path])
        )
        if is_private and not path.startswith("tests/"):
            yield finding(file=path, value=path)
