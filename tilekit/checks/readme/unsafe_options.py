"""RM-051: examples that switch the verification of certificates off, and commands that open files to everyone."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in

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
    r"self-signed|\btest\w*\b(?! (?:the|your|that|whether|if|it)\b)"
    r"|\bnot recommended|\bdevelop\w*|\bproduction|\bwarning|\bcaution|\binsecure connection"
    r"|\bdo not\b|\bdon't\b|\bdefault\b|\bunless\b|\bonly (?:if|when|for)\b|\boptional\w*|\bdisable\b"
    r"|\bif (?:you|the|your)\b",
    re.IGNORECASE,
)
_LINES_AROUND = 6
_INLINE = re.compile(r"`(?P<command>[^`\n]*\b(?:curl|wget)\b[^`\n]*)`", re.IGNORECASE)
_OPEN_TO_ALL = re.compile(
    r"\bchmod\s+(?:-\w+\s+)*(?:[0-7]?[0-7]{2}[2367]\b|(?:[ugo]*[ao][ugo]*)?\+\w*w)\S*(?:\s+[^\s`]+)?"
    r"|\bicacls\b[^\n`]*\bEveryone:\S*[FMW]\S*",
    re.IGNORECASE,
)
_WARNING = re.compile(r"\b(?:do not|don't|never|avoid|instead of)\b", re.IGNORECASE)
_STICKY = re.compile(r"\bchmod\s+(?:-\w+\s+)*1[0-7]{3}\b")
_EVERYONE = N_(
    "“{value}” lets every user of the host change these files. Give the right only to the user of the Agent."
)


@readme_check(
    "RM-051",
    Severity.ADVICE,
    N_(
        "“{value}” switches the verification of certificates off. Leave it out, or explain that it is only for tests "
        "or self-signed certificates."
    ),
    name=N_("Unsafe option or command in an example"),
    expected=N_("Examples verify certificates, or explain why they don't, and no command lets every user change files"),
    bad="tls_verify: false",
    good="tls_ca_cert: /etc/acme/ca.pem",
)
def has_safe_examples(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Examples that customers copy verify certificates, unless a text around them explains why one doesn't.

    Their commands don't let every user change files.
    """
    yield from _opened_files(text)
    yield from _inline_commands(text)
    lines = text.markdown.lines
    for fence in text.markdown.fences:
        above = lines[max(fence.line - 1 - _LINES_AROUND, 0) : fence.line - 1]
        around = [*above, *lines[fence.end_line : fence.end_line + _LINES_AROUND]]
        for number in range(fence.line + 1, fence.end_line):
            line = lines[number - 1]
            match = _SWITCH.search(f"{line} ")
            if match and "#" not in line[: match.start()] and not _EXPLAINED.search(line[match.end() :]):
                if any(map(_EXPLAINED.search, around)):
                    break
                yield text.finding(number, match.start() + 1, value=match[0].strip())


def _inline_commands(text: MarkdownText) -> Iterator[RawFinding]:
    """Commands inside a sentence that don't verify certificates. The sentence may explain why."""
    fenced = text.markdown.fenced_lines
    for number, match in matches_in(text.markdown.lines, _INLINE, ("curl", "wget")):
        outside = match.string[: match.start()] + match.string[match.end() :]
        if number not in fenced and _SWITCH.search(f"{match['command']} ") and not _EXPLAINED.search(outside):
            yield text.finding(number, match.start() + 1, value=match["command"])


def _opened_files(text: MarkdownText) -> Iterator[RawFinding]:
    """Commands that let every user change files, except folders in which each user only changes their own."""
    for number, match in matches_in(text.markdown.lines, _OPEN_TO_ALL, ("chmod", "icacls")):
        if not _STICKY.match(match[0]) and not _WARNING.search(match.string[: match.start()]):
            yield text.finding(number, match.start() + 1, value=match[0].strip(), message=_EVERYONE)
