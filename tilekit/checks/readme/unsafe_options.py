"""RM-051: examples that switch the verification of certificates off."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_

_NO, _YES = r"[\"']?(?:false|no|off|0|none|never)\b[\"']?", r"[\"']?(?:true|yes|on|1)\b[\"']?"
_SWITCH = re.compile(
    rf"\b(?:(?:tls|ssl)_?verify|verify_?(?:tls|ssl|certs?|certificates?)|ssl_?validation|sslmode|tls_validate\w*"
    rf"|validate_certs?)[\"']?\s*[:=]\s*(?:{_NO}|disable\b)"
    rf"|\b(?:skip_(?:tls|ssl|cert)\w*|(?:tls_?)?insecure_?skip_?verify|(?:disable|ignore)_(?:tls|ssl|cert)\w*"
    rf"|tls_ignore_\w+)[\"']?\s*[:=]\s*{_YES}"
    r"|\bcurl\b[^\n|]*\s(?:-\w*k\w*|--insecure)\s|\bwget\b[^\n|]*\s--no-check-certificate\b",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(
    r"self-signed|\btest\w*\b|\bnot recommended|\bdevelop\w*|\bproduction|\bwarning|\bcaution|\binsecure connection"
    r"|\bdo not\b|\bdon't\b|\bdefault\b|\bunless\b|\bonly (?:if|when|for)\b|\boptional\w*|\bdisable\b"
    r"|\bif (?:you|the|your)\b",
    re.IGNORECASE,
)
_LINES_AROUND = 6


@readme_check(
    "RM-051",
    Severity.ADVICE,
    N_(
        "“{value}” switches the verification of certificates off. Leave it out, or explain that it is only for tests "
        "or self-signed certificates."
    ),
    name=N_("Verification of certificates switched off"),
    expected=N_("Examples verify certificates, or explain why they don't"),
    bad="tls_verify: false",
    good="tls_ca_cert: /etc/acme/ca.pem",
)
def verifies_certificates(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Examples that customers copy verify certificates. A text around the example may explain why one doesn't."""
    lines = text.markdown.lines
    for fence in text.markdown.fences:
        above = lines[max(fence.line - 1 - _LINES_AROUND, 0) : fence.line - 1]
        around = [*above, *lines[fence.end_line : fence.end_line + _LINES_AROUND]]
        is_explained = any(map(_EXPLAINED.search, around))
        for number in range(fence.line + 1, fence.end_line) if not is_explained else ():
            line = lines[number - 1]
            match = _SWITCH.search(f"{line} ")
            if match and "#" not in line[: match.start()] and not _EXPLAINED.search(line[match.end() :]):
                yield text.finding(number, match.start() + 1, value=match[0].strip())
