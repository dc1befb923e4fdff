"""Checks that no text that looks like a secret key is published."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, source_of
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.parsed_files import is_unpublished, text_files
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.limits import TEXT_SUFFIXES
from tilekit.parse.text import SourceText

# The start of each kind of key, and the pattern of the rest. Searching for plain text is much faster than a pattern.
# Whether a word begins there is therefore tested after it, and the pattern that ignores case is used on the file in
# lower case.
_SHAPES = {
    b"AKIA": rb"(?<!\wAKIA)[0-9A-Z]{16}\b",
    b"ASIA": rb"(?<!\wASIA)[0-9A-Z]{16}\b",
    b"AIza": rb"(?<!\wAIza)[0-9A-Za-z_-]{35}\b",
    b"-----BEGIN ": rb"(?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----",
    b"gh": rb"[pousr]_(?<!\wgh._)[0-9A-Za-z]{36,}\b",
    b"glpat-": rb"(?<!\wglpat-)[0-9A-Za-z_-]{20,}\b",
    b"xox": rb"(?<!\wxox)[abprs]-[0-9A-Za-z-]{10,}\b",
    b"sk_live_": rb"(?<!\wsk_live_)[0-9A-Za-z]{20,}\b",
    b"SG.": rb"(?<!\wSG\.)[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}\b",
    b"npm_": rb"(?<!\wnpm_)[0-9A-Za-z]{36}\b",
    b"hooks.slack.com/services/": rb"T(?!0{4})[0-9A-Z]{7,}/B[0-9A-Z]{7,}/(?!X{4})[0-9A-Za-z]{20,}",
    b".webhook.office.com/webhookb2/": rb"[0-9a-f]{8}-[0-9a-f-]{27}@[0-9a-f-]{36}/IncomingWebhook/[0-9a-f]{32}",
    b"discord": rb"(?:app)?\.com/api/webhooks/\d{17,}/[0-9A-Za-z_-]{50,}",
    b"earer ": rb"(?<=[Bb]earer )[0-9A-Za-z][0-9A-Za-z._~+/-]{30,}=*",
}
_PATTERNS = {start: re.compile(re.escape(start) + rest) for start, rest in _SHAPES.items()}
# Settings are often aligned: “apikey      c07...” and “api_key       = c07...”.
_ALIGNED = rb"[ \t]{4,40}+(?:[=:|][ \t]{0,40}+)?[\"']?"
_NAMED_KEY = re.compile(rb"key(?:\W{1,5}|" + _ALIGNED + rb")([0-9a-f]{40}|[0-9a-f]{32})\b")
_KEY_WORDS = re.compile(rb"(?:\b|_)(?:api|app|application)[ _-]?\Z")
_MIN_DISTINCT_CHARACTERS, _MAX_PERIOD = 8, 16
# Placeholders for keys in documentation: AKIAIOSFODNN7EXAMPLE, xoxb-your-token.
_PLACEHOLDER = re.compile(rb"example|sample|placeholder|(?:\b|[_-])(?:your|my|some|the|fake|dummy|test)[_-]")
_MESSAGE = N_("This looks like a secret. Remove it and generate a new one.")


@check(
    code="GEN-008",
    name=N_("Secret in a file"),
    severity=Severity.BLOCKER,
    is_security=True,
    message=_MESSAGE,
    applies_to=N_("all files"),
    expected=N_(
        "No secrets: cloud keys, private keys, bearer tokens, addresses of webhooks, or hexadecimal values next to "
        "api_key or app_key"
    ),
    bad="api_key: 32 hex characters",
    good="api_key: <YOUR_API_KEY>",
)
def holds_no_secret(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No text in a file looks like a key, except samples.

    Only a warning in files that are not published, because live packages contain keys made for tests.
    """
    for path, source in text_files(bundle):
        for start, key in bundle.parse(path, keys_in):
            if is_random(key):
                place = source.position(len(source.data[:start].decode("utf-8-sig")))
                severity = Severity.WARNING if is_unpublished(path) else None
                value = key.decode(errors="replace")
                yield finding(file=path, line=place.line, column=place.column, value=value, severity=severity)
    if agent := source_of(bundle):
        yield from (hit.finding(_MESSAGE) for hit in _in_agent_check(agent))


def _in_agent_check(agent: AgentSource) -> Iterator[RawSourceFinding]:
    """Keys in the example configuration, which has no extension of text files, and in all files of a wheel."""
    for path, content in {**{path: module.text for path, module in agent.modules.items()}, **agent.data}.items():
        source = SourceText(content.encode("utf-8", "replace"))
        for start, key in keys_in(source.data) if agent.file or not path.endswith(TEXT_SUFFIXES) else ():
            if is_random(key):
                place = source.position(len(source.data[:start].decode()))
                yield agent.hit(path, place.line, place.column, value=key.decode(errors="replace"))


def keys_in(data: bytes) -> tuple[tuple[int, bytes], ...]:
    """(offset, bytes) of everything in a file that looks like a key."""
    return tuple(_possible_keys(data, data.lower()))


def _possible_keys(data: bytes, lowered: bytes) -> Iterator[tuple[int, bytes]]:
    for pattern in (pattern for start, pattern in _PATTERNS.items() if start in data):
        yield from ((match.start(), match[0]) for match in pattern.finditer(data))
    for match in _NAMED_KEY.finditer(lowered):
        name = _KEY_WORDS.search(lowered, max(match.start() - 12, 0), match.start())
        if name:
            yield name.start(), match[1]


def is_random(data: bytes) -> bool:
    """Whether a key looks random, unlike placeholders such as 0123456789abcdef0123456789abcdef."""
    if b"-----" in data:
        return True
    key = data.rpartition(b" ")[2].lower()
    return len(set(key)) >= _MIN_DISTINCT_CHARACTERS and not _PLACEHOLDER.search(key) and not _is_periodic(key)


def _is_periodic(key: bytes) -> bool:
    """Whether the key repeats a short pattern. 0123456789abcdef0123456789abcdef is an example, not a random key."""
    return any(key == (key[:period] * len(key))[: len(key)] for period in range(1, _MAX_PERIOD + 1))
