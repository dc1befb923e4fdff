"""The findings of a check."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import overload

from msgspec import Struct, field

from tilekit.core.messages import Message


class Severity(StrEnum):
    """A blocker prevents submission, a warning should be considered, and advice is optional."""

    BLOCKER = "blocker"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def rank(self) -> int:
        """Sort key: 0 for the most severe."""
        return list(Severity).index(self)


class Stage(StrEnum):
    """INSTANT checks run after each save, DEEP checks in a run that takes longer.

    REVIEWER is a question for people, so it never has findings.
    """

    INSTANT = "instant"
    DEEP = "deep"
    REVIEWER = "reviewer"


class Scope(StrEnum):
    """Where a check runs: CONTENT for folders and submissions, SUBMISSION only for data that a folder can't contain,
    FOLDER only for what no field of the form contains, or what the form itself requires.

    A context has the scope CONTENT or SUBMISSION.
    """

    CONTENT = "content"
    FOLDER = "folder"
    SUBMISSION = "submission"


class FixClass(StrEnum):
    """A SAFE fix can't change the meaning of a listing. A person must review a SUGGESTED fix before it is applied."""

    SAFE = "safe"
    SUGGESTED = "suggested"


class Edit(Struct, frozen=True, kw_only=True):
    """Replace the bytes start..end of a file (end exclusive) with text; start == end inserts."""

    file: str
    start: int
    end: int
    replacement: str


class LazyEdits(Sequence[Edit]):
    """Edits that are computed on first use: a save only needs to know that there is a fix, not its content.

    make may read only what its check has already read, and must return at least one edit.
    """

    def __init__(self, make: Callable[[], Iterable[Edit]]) -> None:
        self._make = make

    @cached_property
    def _made_edits(self) -> tuple[Edit, ...]:
        return tuple(self._make())

    @overload
    def __getitem__(self, at: int) -> Edit: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Edit, ...]: ...
    def __getitem__(self, at: int | slice) -> Edit | tuple[Edit, ...]:
        return self._made_edits[at]

    def __len__(self) -> int:
        return len(self._made_edits)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._made_edits == tuple(other)

    def __hash__(self) -> int:
        return hash(self._made_edits)


class Rendition(Struct, frozen=True, kw_only=True):
    """Write an image that is made from another one (or from itself) with a method of `tilekit.media.renditions`."""

    file: str
    source: str
    recipe: str


class Fix(Struct, frozen=True, kw_only=True):
    """A change that the partner can apply with one click.

    It changes the bytes of files (edits; a missing file is created) or fields (values: {path: value}), makes images
    (renditions), or deletes files (removed).
    """

    title: Message
    edits: Sequence[Edit] = ()
    renditions: tuple[Rendition, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    removed: tuple[str, ...] = ()


class FindingPlace(Struct, frozen=True, kw_only=True):
    """One of several places of a finding, in its file. If only the pointer is set, the engine computes the position."""

    pointer: str = ""
    line: int | None = None
    column: int | None = None


class RawFinding(Struct, frozen=True, kw_only=True):
    """The raw finding that a check function yields: its place and the values of the message. The engine adds the rest.

    path names a field (`overview.media[<row key>].caption`), file a path in the folder, pointer a JSON pointer in it.
    line and column count from 1; if only the pointer is set, the engine computes them. value is the offending value,
    which keeps the fingerprint stable when lines move. severity and message override the registered ones, for a check
    with several texts. other_places are the places of a folded finding after the first; its fix changes all of them.
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
    other_places: tuple[FindingPlace, ...] = ()


class Effect(StrEnum):
    """What the portal makes of a finding. GRANDFATHERED is a blocker that the published version also has, and only a
    warning. OBSERVED and WAIVED findings have no effect, and only staff see them.
    """

    COUNTS = "counts"
    GRANDFATHERED = "grandfathered"
    OBSERVED = "observed"
    WAIVED = "waived"


class Finding(Struct, frozen=True, kw_only=True):
    """A complete finding of a check, new or stored. The fix of a stored finding has only a title, and no other places.

    place and value are the input of its fingerprint. The overlay of a listing sets severity, effect, and blocks_from:
    the time when a warning becomes a blocker, None if it has no such time.
    """

    code: str
    severity: Severity
    path: str = ""
    file: str = ""
    line: int | None = None
    column: int | None = None
    pointer: str = ""
    message: Message
    fingerprint: str = ""
    fix: Fix | None = None
    other_places: tuple[FindingPlace, ...] = ()
    place: str = ""
    value: str = ""
    effect: Effect = Effect.COUNTS
    blocks_from: datetime | None = None

    @property
    def counts(self) -> bool:
        """Whether partners see the finding."""
        return self.effect in (Effect.COUNTS, Effect.GRANDFATHERED)

    @property
    def blocks(self) -> bool:
        return self.counts and self.severity is Severity.BLOCKER


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
) -> RawFinding:
    """A raw finding with the message's values as keywords: `finding(path=..., n=94)`."""
    return RawFinding(
        path=path,
        file=file,
        pointer=pointer,
        line=line,
        column=column,
        value=str(value),
        message=message,
        severity=severity,
        fix=fix,
        parameters=message_values(value, parameters),
    )


def message_values(value: object, parameters: Mapping[str, object]) -> Mapping[str, object]:
    """The values of a message, with the offending value as its file has it: null, true, JSON for lists and objects.

    The fingerprint is still made from `str(value)`, because existing waivers depend on it.
    """
    is_json = value is None or isinstance(value, bool | list | dict)
    return {"value": json.dumps(value, ensure_ascii=False, default=str), **parameters} if is_json else parameters


def shown_value(value: str, text: str = "") -> str:
    """The offending value for the message text, because blanks around it may be its fault.

    It is quoted if it is blank or has blanks around it, unless the text already quotes it.
    """
    is_clear = value == value.strip() != "" or "“{value}”" in text
    return value if is_clear else json.dumps(value, ensure_ascii=False)


def fingerprint(code: str, place: str, value: str) -> str:
    """16 hex characters, computed from the code, the normalised place and the offending value.

    They stay the same when lines move.
    """
    import hashlib  # slow import

    return hashlib.sha256(f"{code}\0{place}\0{value}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def numbered_fingerprint(code: str, first: str, number: int) -> str:
    """The fingerprint of a repeated finding, so that a waiver covers only one of them. first is the fingerprint of
    number 1.
    """
    return first if number == 1 else fingerprint(code, first, str(number))
