"""Grok rules for lines: lines of one form share a rule, and words that differ between them become values."""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from tilekit.suggest.line_groups import STRUCTURED, LineGroup
from tilekit.suggest.piece import Piece

_RESERVED = frozenset(
    {"host", "source", "service", "status", "message", "tags", "timestamp", "level", "trace_id", "http"}
)
# Words that say nothing about the value after them.
_EMPTY_WORDS = frozenset("a after an and at by for from has in is its of on or the to was were with".split())
_KEY_BEFORE = re.compile(r"([A-Za-z][\w.-]*)\s*[:=]\s*[\"'(\[<]*$")
_WORD_BEFORE = re.compile(r"([A-Za-z][A-Za-z_-]+)[^\w]*$")
# Not the key of another value: queue=mail.
_WORD_AFTER = re.compile(r"\s?([A-Za-z][A-Za-z_-]++)(?!\s*[:=])")
_MOST_NEAR = 60
_UNITS = frozenset("ms us ns sec secs second seconds msec millis milliseconds minutes".split())
_DEFAULT_NAMES = {"integer": "number", "quantity": "number", "quoted": "value"}
_USUAL_IN_VALUES = re.compile(r"[\w.\-@=,;\"'\\]|\s", re.ASCII)
_SPECIAL = re.compile(r"[\\.\[\]{}()*+?|^$%]")


def rule_of(group: LineGroup, name: str) -> str:
    """The grok rule for a group: its name, a space and the pattern."""
    return f"{name} {''.join(_parts(group))}"


def name_of(group: LineGroup, taken: Iterable[str]) -> str:
    """A name for the rule of the group, from its kinds and its first words. No two rules have the same name."""
    kinds = [piece.kind for piece in group.pieces]
    words = [piece.text.lower() for at, piece in enumerate(group.pieces) if piece.kind == "word" and group.is_fixed(at)]
    base = next((label for kind, label in _LABELS.items() if kind in kinds), "") or "_".join(words[:3])
    base, number, used = re.sub(r"\W+", "_", base, flags=re.ASCII).strip("_")[:40] or "line", 1, set(taken)
    while (name := base if number == 1 else f"{base}_{number}") in used:
        number += 1
    return name


_LABELS = {
    "extension": "cef",
    "csv": "csv",
    "column": "columns",
    "agent": "access_combined",
    "bytes": "access",
    "request": "request",
    "pairs": "key_value",
    "json": "json",
    "priority": "syslog",
    "message": "log",
}


def _parts(group: LineGroup) -> Iterator[str]:
    """The parts of the rule. Several spaces can follow a level, because many programs pad short ones."""
    before, names = "", set[str]()
    for at, piece in enumerate(group.pieces):
        if piece.kind in STRUCTURED:
            yield f"%{{{STRUCTURED[piece.kind]}::{piece.filter or _filter(piece.kind, group.tails)}}}"
        elif group.is_fixed(at):
            is_after_level = at > 0 and piece.text.isspace() and group.pieces[at - 1].kind == "level"
            yield r"\s+" if is_after_level or at in group.varying else _literal(piece.text)
        else:
            name = _free_name(piece, _near_name(group, at, before), names)
            matcher = "integer" if piece.kind == "value" and at not in group.texts else piece.matcher
            yield f"%{{{matcher}:{name}{':' if piece.filter else ''}{piece.filter}}}"
        before = (before + piece.text)[-_MOST_NEAR:] if group.is_fixed(at) else ""


def _literal(text: str) -> str:
    if text.isspace():
        return " " if text == " " else r"\s+"
    return _SPECIAL.sub(r"\\\g<0>", text)


def _filter(kind: str, tails: Iterable[str]) -> str:
    """The filter of the last part, with all characters that unquoted values have in addition to the usual ones."""
    if kind == "json":
        return "json"
    plain = "".join(text if kind == "lines" else re.sub(r"\"[^\"]*\"|'[^']*'", "", text) for text in tails)
    special = "".join(sorted(set(_USUAL_IN_VALUES.sub("", plain))))
    allowed = special + (" " if kind in ("extension", "lines") else "")
    if kind == "lines":
        return f'keyvalue("=", "{allowed}", "", "\\n")'
    return f'keyvalue("=", "{allowed}")' if allowed else "keyvalue"


def _free_name(piece: Piece, near: str, names: set[str]) -> str:
    base = piece.name or near or _DEFAULT_NAMES.get(piece.kind, piece.kind)
    if piece.name == "network.client.ip" and base in names:
        base = "network.destination.ip"
    if not piece.name and base in _RESERVED:
        base = "http.status_code" if base == "status" and piece.kind == "integer" else f"log_{base}"
    name, number = base, 2
    while name in names:
        name, number = f"{base}_{number}", number + 1
    names.add(name)
    return name


def _near_name(group: LineGroup, at: int, before: str) -> str:
    """A name from the words around the value. A quoted text between a header and pairs is the message."""
    is_before_pairs = [one.kind for one in group.pieces[at + 1 : at + 4]] == ["mark", "mark", "pairs"]
    is_message = group.pieces[at].kind == "quoted" and is_before_pairs and not re.search(r"\w", before)
    following = range(at + 1, min(at + 4, len(group.pieces)))
    after = "".join(group.pieces[one].text for one in takewhile(group.is_fixed, following))
    return "msg" if is_message else _name_around(before, after)


def _name_around(before: str, after: str) -> str:
    """A name for a value from the key or word before it, otherwise from the word after it; "" if there is none."""
    matches = (_KEY_BEFORE.search(before), _WORD_BEFORE.search(before), _WORD_AFTER.match(after))
    words = (re.sub(r"\W+", "_", match[1].lower(), flags=re.ASCII).strip("_") for match in matches if match)
    name = next((word for word in words if word not in _EMPTY_WORDS), "")
    return "duration" if name in _UNITS else name
