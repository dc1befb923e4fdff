"""What a check says about a listing."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import overload

from msgspec import Struct, field

from tilekit.core.messages import Message


class Severity(StrEnum):
    """A blocker stops submission, a warning must be seen, advice helps."""

    BLOCKER = "blocker"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def rank(self) -> int:
        """0 for the hardest, to sort by."""
        return list(Severity).index(self)


class Stage(StrEnum):
    """INSTANT and DEEP checks run; REVIEWER is a question that no code can decide: it never gives a finding."""

    INSTANT = "instant"
    DEEP = "deep"
    REVIEWER = "reviewer"


class Scope(StrEnum):
    """CONTENT holds for a folder too; SUBMISSION needs what a folder cannot carry."""

    CONTENT = "content"
    SUBMISSION = "submission"


class FixClass(StrEnum):
    """A SAFE fix cannot change what a listing means; a person must look at a SUGGESTED one before it is applied."""

    SAFE = "safe"
    SUGGESTED = "suggested"


class Edit(Struct, frozen=True, kw_only=True):
    """Replace the bytes start..end of a file (end exclusive) with text; start == end inserts."""

    file: str
    start: int
    end: int
    replacement: str


class LaterEdits(Sequence[Edit]):
    """Edits that are worked out when somebody looks: a save tells that there is a fix, not what it writes.

    make may read only what its check has read already, and makes one edit at least.
    """

    def __init__(self, make: Callable[[], Iterable[Edit]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[Edit, ...]:
        return tuple(self._make())

    @overload
    def __getitem__(self, at: int) -> Edit: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Edit, ...]: ...
    def __getitem__(self, at: int | slice) -> Edit | tuple[Edit, ...]:
        return self._made[at]

    def __len__(self) -> int:
        return len(self._made)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._made == tuple(other)

    def __hash__(self) -> int:
        return hash(self._made)


class Rendition(Struct, frozen=True, kw_only=True):
    """Write a picture from another one (or from itself) in a way of `tilekit.media.renditions`, once it is applied."""

    file: str
    source: str
    way: str


class Fix(Struct, frozen=True, kw_only=True):
    """A change that the partner may apply with one click.

    Either on bytes of files (edits; a file that is not there is made), or on fields (values: {path: value}), or it
    writes pictures anew (renditions) or takes files out (removed).
    """

    title: Message
    edits: Sequence[Edit] = ()
    renditions: tuple[Rendition, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    removed: tuple[str, ...] = ()


class Spot(Struct, frozen=True, kw_only=True):
    """What a check function yields: where it is and the values of the message; the engine adds the rest.

    path names a field (`overview.media[<row key>].caption`), file a path in the folder, pointer a JSON pointer in
    it. line and column count from 1; a check that has only a pointer leaves them to the engine. value is the
    offending value, which keeps the fingerprint stable while lines move. severity overrides the registered one
    and message the registered text (a check with two texts). places is how many places of a foldable check it stands
    for: its first is told, its fix mends all.
    """

    path: str = ""
    file: str = ""
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    value: str = ""
    message: str = ""
    severity: Severity | None = None
    fix: Fix | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    places: int = 1


class Told(Struct, frozen=True, kw_only=True):
    """What is said of one place, whoever holds the fix in whatever form."""

    code: str
    severity: Severity
    path: str
    file: str
    line: int | None
    column: int | None
    pointer: str
    message: Message
    fingerprint: str


class Finding(Told, frozen=True, kw_only=True):
    """One thing a check found, complete. place and value are what its fingerprint was made of."""

    fix: Fix | None = None
    place: str = ""
    value: str = ""


def finding(
    *,
    path: str = "",
    file: str = "",
    pointer: str = "",
    line: int | None = None,
    column: int | None = None,
    value: object = "",
    message: str = "",
    severity: Severity | None = None,
    fix: Fix | None = None,
    **parameters: object,
) -> Spot:
    """A spot with the message's values as keywords: `finding(path=..., n=94)`."""
    return Spot(
        path=path,
        file=file,
        pointer=pointer,
        line=line,
        column=column,
        value=str(value),
        message=message,
        severity=severity,
        fix=fix,
        parameters=naming(value, parameters),
    )


def naming(value: object, parameters: Mapping[str, object]) -> Mapping[str, object]:
    """The values of a message that names the offending one as its file has it: null, true, JSON for lists and objects.

    The fingerprint is made of `str(value)`, which waivers were bound to before messages named it so.
    """
    is_json = value is None or isinstance(value, bool | list | dict)
    return {"value": json.dumps(value, ensure_ascii=False, default=str), **parameters} if is_json else parameters


def fingerprint(code: str, place: str, value: str) -> str:
    """16 hex characters that follow a finding while lines move: code, normalised place, offending value."""
    import hashlib  # noqa: PLC0415 slow import

    return hashlib.sha256(f"{code}\0{place}\0{value}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def numbered(code: str, first: str, number: int) -> str:
    """The fingerprint of the same finding again: a waiver of one is not one of all. first is that of number 1."""
    return first if number == 1 else fingerprint(code, first, str(number))
