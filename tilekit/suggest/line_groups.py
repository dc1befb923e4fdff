"""Groups of log lines of one form, for which one grok rule is proposed."""

import re
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct, field

from tilekit.suggest.piece import Piece
from tilekit.suggest.pieces import pieces_of

MAX_GROK_RULES, _MAX_PIECES, _MANY_MESSAGES = 20, 120, 4


# The matchers of parts that a filter reads. Pairs begin with a key, so that no other line fits their rule.
STRUCTURED = {
    "csv": "data", "json": "data", "pairs": 'regex("[A-Za-z_][\\w.-]*=.*")', "extension": "data", "lines": "data",
}  # fmt: skip
_HEADER = ("date", "level", "letter", "priority", "hostname", "appname", "procid", "msgid", "thread", "logger")
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")


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
            if ours.kind in STRUCTURED:
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
