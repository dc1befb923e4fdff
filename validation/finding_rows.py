"""Findings on pages, and the rows that show them. A row has the text of a group of findings, and its places."""

from collections.abc import Callable, Sequence
from typing import Generic, Self, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tilekit.checks.finding import Finding
from tilekit.checks.finding_groups import TIDY_CODE, FindingGroup, row_of
from tilekit.core.messages import Message


class PageFinding(Struct, frozen=True, kw_only=True):
    """A finding on a page. place is the name of its place and href the URL, both "" if the page shows it there.

    disputed_href is the URL of its open dispute, "" if there is none that the reader may see.
    """

    finding: Finding
    place: str = ""
    href: str = ""
    disputed_href: str = ""

    @property
    def row(self) -> tuple[str, str]:
        """The code and the severity of the row that shows the finding."""
        return row_of(self.finding)

    def with_place(self, place: str, href: str) -> Self:
        """The finding with another name and URL of its place."""
        return replace(self, place=place, href=href)

    @property
    def without_place(self) -> Self:
        """The finding for a page that shows it at its place."""
        return self.with_place("", "")


P = TypeVar("P", bound=PageFinding)
MOST_PLACES = 100
"""The limit per row: a page with thousands of places is slow, and nobody reads it. Downloads contain all."""


class FindingRow(Struct, Generic[P], frozen=True, kw_only=True):
    """A row for a group of findings. number is the number of findings, and places has the first of them.

    next_place is the first finding that places leaves out. code is the code of the check, or "" for a group about
    formatting. For a group of advice about a subject, code is the letters of the subject, and kinds has a row for each
    check. part selects what is shown for each of several places: "place" if the row's message is enough, otherwise
    "text", or "code" for the text with the code of the check.
    """

    code: str
    severity: str
    message: Message
    part: str
    places: Sequence[P]
    number: int
    kinds: Sequence[Self] = ()
    next_place: P | None = None

    @classmethod
    def of(cls, group: FindingGroup[P], to_place: Callable[[P], P], most: int = MOST_PLACES) -> Self:
        """The row of a group; to_place adds the name and the URL of its place to each finding.

        most is the number of places at most.
        """
        messages = [item.finding.message for item in group.findings]
        kinds = [cls.of(kind, to_place, most) for kind in _groups_by_code(group)]
        placed = [] if kinds else [to_place(item) for item in group.findings[: most + 1]]
        is_same = all(message == messages[0] for message in messages)
        return cls(
            code=group.code,
            severity=group.severity,
            message=group.message(messages),
            part="code" if group.mixes_codes else "place" if is_same else "text",
            places=placed[:most],
            next_place=placed[most] if placed[most:] else None,
            number=len(messages),
            kinds=kinds,
        )

    @property
    def key(self) -> str:
        """A key that is unique in the list of rows."""
        return f"{self.severity}-{self.code}"

    @property
    def left_out(self) -> int:
        """The number of findings that the row does not show."""
        return 0 if self.kinds else self.number - len(self.places)

    @property
    def similar_count(self) -> int:
        """The number of findings besides the one whose text the row shows; 0 if all have the same text."""
        return self.number - 1 if self.part == "text" else 0

    @property
    def count(self) -> int:
        """The number of places to show after the row's text; 0 if the text already contains it."""
        return 0 if self.similar_count or self.message.parameters.get("n") == self.number else self.number


def _groups_by_code(group: FindingGroup[P]) -> list[FindingGroup[P]]:
    """The groups of single codes in a group of advice about a subject; none in any other group."""
    if not group.mixes_codes or group.code == TIDY_CODE:
        return []
    findings: dict[str, list[P]] = {}
    for item in group.findings:
        findings.setdefault(item.finding.code, []).append(item)
    return [FindingGroup(code, group.severity, items) for code, items in findings.items()]
