"""Grok rules for lines: lines of one form share a rule, and words that differ between them become values."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

from msgspec import Struct, field

from tilekit.suggest.piece import Piece
from tilekit.suggest.pieces import pieces_of

MAX_GROK_RULES, _MAX_PIECES, _MANY_MESSAGES = 20, 120, 4
# The matchers of parts that a filter reads. Pairs begin with a key, so that no other line fits their rule.
_STRUCTURED = {
    "csv": "data", "json": "data", "pairs": 'regex("[A-Za-z_][\\w.-]*=.*")', "extension": "data", "lines": "data",
}  # fmt: skip
_HEADER = ("date", "level", "letter", "priority", "hostname", "appname", "procid", "msgid", "thread", "logger")
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
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_USUAL_IN_VALUES = re.compile(r"[\w.\-@=,;\"'\\]|\s", re.ASCII)
_SPECIAL = re.compile(r"[\\.\[\]{}()*+?|^$%]")


class LineGroup(Struct):
    """Lines of one form: their pieces, and the lines themselves.

    texts are the places of assigned values that are not whole numbers in every line.
    """

    pieces: tuple[Piece, ...]
    lines: list[str] = field(default_factory=list)
    tails: list[str] = field(default_factory=list)
    varying: set[int] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)

    def accepts(self, pieces: Sequence[Piece]) -> bool:
        """Whether at least half of the words are the same, and at least one if there are some."""
        words = [at for at, piece in enumerate(self.pieces) if piece.kind == "word"]
        differing = sum(self.pieces[at].text != pieces[at].text for at in words)
        return differing * 2 <= len(words) if len(words) > 1 else not differing

    def add(self, line: str, pieces: Sequence[Piece]) -> None:
        """Add a line with these pieces."""
        self.lines.append(line)
        for at, (ours, theirs) in enumerate(zip(self.pieces, pieces, strict=True)):
            if ours.text != theirs.text and (ours.kind == "word" or ours.text.isspace()):
                self.varying.add(at)
            if ours.kind == "value" and not _WHOLE_NUMBER.fullmatch(theirs.text):
                self.texts.add(at)
            if ours.kind in _STRUCTURED:
                self.tails.append(theirs.text)

    def is_fixed(self, at: int) -> bool:
        """Whether the piece is the same in all lines: a mark, or a word that doesn't vary."""
        kind = self.pieces[at].kind
        return kind == "mark" or (kind == "word" and at not in self.varying)


def header_groups_of(lines: Iterable[str]) -> list[LineGroup]:
    """The groups of lines with the same header. The rest of each line is its message."""
    return _grouped((line, _header_and_message(pieces_of(line))) for line in lines)


def groups_of(lines: Iterable[str], columns_of: Callable[[str], tuple[Piece, ...]]) -> list[LineGroup]:
    """The groups of lines, in the order of their first lines. columns_of returns the columns of a line, if it has some.

    If there are more than MAX_GROK_RULES, only the headers of the lines are told apart, and the rest is the message.
    """
    split = [(line, columns_of(line) or pieces_of(line)) for line in lines]
    detailed = _grouped((line, pieces) for line, pieces in split if len(pieces) <= _MAX_PIECES)
    is_complete = all(len(pieces) <= _MAX_PIECES for _, pieces in split)
    if not is_complete or len(detailed) > MAX_GROK_RULES:
        return _grouped((line, _header_and_message(pieces)) for line, pieces in split)
    rare = _rarest_messages(detailed)
    return [
        *(group for group in detailed if not any(group is one for one in rare)),
        *_grouped((line, _header_and_message(group.pieces)) for group in rare for line in group.lines),
    ]


def _rarest_messages(groups: Iterable[LineGroup]) -> list[LineGroup]:
    """The smallest group of each header that many messages follow: more messages will come, and need a rule."""
    by_header: dict[tuple[str, ...], list[LineGroup]] = {}
    for group in groups:
        by_header.setdefault(tuple(map(_form, _header_and_message(group.pieces))), []).append(group)
    return [
        min(reversed(alike), key=lambda group: len(group.lines))
        for form, alike in by_header.items()
        if len(alike) >= _MANY_MESSAGES and len(form) > 1
    ]


def _grouped(split: Iterable[tuple[str, Sequence[Piece]]]) -> list[LineGroup]:
    groups: dict[tuple[str, ...], list[LineGroup]] = {}
    for line, pieces in split:
        alike = groups.setdefault(tuple(map(_form, pieces)), [])
        group = next((one for one in alike if one.accepts(pieces)), None)
        if group is None:
            group = LineGroup(pieces=tuple(pieces))
            alike.append(group)
        group.add(line, pieces)
    return [group for alike in groups.values() for group in alike]


def _form(piece: Piece) -> str:
    """What pieces of one group have in common: the kind and the matcher, or the text of a mark."""
    if piece.kind == "mark":
        return " " if piece.text.isspace() else piece.text
    return f"{piece.kind}:{piece.matcher}"


def _header_and_message(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    end = max((at + 1 for at, piece in enumerate(pieces) if piece.kind in _HEADER), default=0)
    while end < len(pieces) and pieces[end].kind == "mark":
        end += 1
    rest = "".join(piece.text for piece in pieces[end:])
    message = (Piece(kind="message", text=rest, matcher="data", name="msg"),) if rest else ()
    return (*pieces[:end], *message)


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
    before, names = "", set[str]()
    for at, piece in enumerate(group.pieces):
        if piece.kind in _STRUCTURED:
            yield f"%{{{_STRUCTURED[piece.kind]}::{piece.filter or _filter(piece.kind, group.tails)}}}"
        elif group.is_fixed(at):
            yield r"\s+" if at in group.varying else _literal(piece.text)
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
