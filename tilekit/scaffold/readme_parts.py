"""README.md cut into sections: which lines belong to which field, and which to none."""

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from tilekit.scaffold.links import OWN_LINKS, tail_start, with_definitions
from tilekit.scaffold.markdown_text import (
    escape_headings,
    heading_of,
    joined_lines,
    newline_of,
    normal_text,
    open_fence,
    outside_fences,
    raw_lines,
    stripped,
    trimmed,
    unescape_headings,
)

# In the order in which new sections are inserted. Data Collected has no field, because other fields generate it.
PLACES: dict[str, tuple[str, str] | None] = {
    "Overview": ("overview", "overview_md"),
    "What Happens After Purchase": ("setup", "post_purchase_md"),
    "Setup": ("setup", "setup_md"),
    "Validation": ("setup", "validation_md"),
    "Uninstallation": ("setup", "uninstall_md"),
    "Data Collected": None,
    "Troubleshooting": ("setup", "troubleshooting_md"),
    "Support": ("support", "support_md"),
}
VALIDATION_HEADING = "Validation"
_KNOWN_HEADINGS = {name.casefold(): name for name in PLACES} | {"uninstall": "Uninstallation"}
_AT_THE_END = re.compile(r"\b(?:support|help|contact(?: us)?|further reading)\b", re.IGNORECASE)
_ANY_SUBHEADING = re.compile(r"^ {0,3}###(?=[ \t]|$)", re.MULTILINE)
_VALIDATION_LINE = re.compile(r"^ {0,3}###[ \t]+Validation(?:[ \t]+#+)?[ \t]*$", re.IGNORECASE | re.MULTILINE)
# The last line of a section with an unclosed code block, which the line before it closes.
_CLOSED_HERE = "[//]: # (code ends here)"


class ReadmePart(Struct, frozen=True, kw_only=True):
    """A heading with the lines below it. name is a key of PLACES; "" for headings that don't belong to a field.

    is_nested is True for a third-level heading inside Setup. lines include their ends; the first is at line number
    `at`.
    """

    name: str
    heading: list[str]
    body: list[str]
    at: int = 0
    is_nested: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the part was not in the file that was read."""
        return self.at == 0

    @property
    def ends_blank(self) -> bool:
        """Whether the last line of the part is blank."""
        lines = self.body or self.heading
        return bool(lines) and not lines[-1].strip()

    def text(self, tail: list[str]) -> str:
        """The text in the field."""
        text, owns = stripped("".join(self.body)), False
        if text == OWN_LINKS or text.endswith("\n" + OWN_LINKS):
            text, owns = stripped(text[: -len(OWN_LINKS)]), True
        if text.endswith("\n" + _CLOSED_HERE):
            text = text[: -len(_CLOSED_HERE) - 1].rpartition("\n")[0]
        text = trimmed(_with_headings(self, text, unescape_headings))
        return text if owns else with_definitions(text, tail)

    def with_text(self, text: str, newline: str, *, owns: bool = False) -> "ReadmePart":
        """The part with another text between the same blank lines."""
        text = _with_headings(self, text, escape_headings)
        fence = open_fence(text.split("\n"))
        if fence or text.endswith(_CLOSED_HERE):
            text = f"{text}\n{fence}\n{_CLOSED_HERE}"
        if owns:
            text = f"{text}\n\n{OWN_LINKS}" if text else OWN_LINKS
        lines = [line + newline for line in text.split("\n")] if text else []
        lead, trail = _blanks(self.body, newline)
        return replace(self, body=[*lead, *lines, *trail])


class Readme(Struct):
    """The parts in order and the link definitions at the end."""

    parts: list[ReadmePart] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    newline: str = "\n"

    def fields(self) -> dict[str, ReadmePart]:
        """The part of each field. Of two equal headings, the first one counts."""
        fields: dict[str, ReadmePart] = {}
        for part in self.parts:
            if PLACES.get(part.name):
                fields.setdefault(part.name, part)
        return fields

    def other_text(self) -> str:
        """The text that is in no field."""
        ours = [id(part) for part in self.fields().values()]
        return "".join("".join([*part.heading, *part.body]) for part in self.parts if id(part) not in ours)

    def text(self) -> str:
        """The text of the file. A line without an end gets one if lines were added after it."""
        lines = [line for part in self.parts for line in (*part.heading, *part.body)] + self.tail
        return joined_lines(lines, self.newline)


def place_among(titles: Sequence[str], name: str) -> int:
    """The index of the heading before which a new section (a key of PLACES) belongs.

    If it belongs at the end, this is the number of headings.
    """
    order = list(PLACES)
    names = [_KNOWN_HEADINGS.get(title.casefold(), "Support" if _AT_THE_END.search(title) else "") for title in titles]
    earlier, later = order[: order.index(name)], order[order.index(name) + 1 :]
    first = max((at for at, other in enumerate(names, 1) if other in earlier), default=0)
    return next((at for at in range(first, len(names)) if names[at] in later), len(names))


def parse_readme(text: str) -> Readme:
    """The parts of a README. Joining them gives the same text."""
    lines = raw_lines(text)
    start = tail_start([normal_text(line).rstrip("\n") for line in lines])
    parts = list(_with_nested_validation(list(_sections(lines[:start]))))
    return Readme(parts=parts, tail=lines[start:], newline=newline_of(text))


def _sections(lines: list[str]) -> Iterator[ReadmePart]:
    starts = [0]
    flags = outside_fences(lines)
    starts += [index for index, flag in enumerate(flags) if flag and heading_of(lines[index])[0] == 2]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(lines)
        if number == 0:
            yield ReadmePart(name="", heading=[], body=lines[:end], at=1)
            continue
        name = _KNOWN_HEADINGS.get(heading_of(lines[start])[1].casefold(), "")
        yield ReadmePart(name=name, heading=[lines[start]], body=lines[start + 1 : end], at=start + 1)


def _with_nested_validation(parts: list[ReadmePart]) -> Iterator[ReadmePart]:
    """The parts, with a Validation heading inside Setup as a separate part, unless Validation has its own section."""
    has_own = any(part.name == VALIDATION_HEADING for part in parts)
    is_first = True
    for part in parts:
        if part.name == "Setup" and is_first and not has_own:
            yield from _split_setup(part)
        else:
            yield part
        is_first = is_first and part.name != "Setup"


def _split_setup(part: ReadmePart) -> Iterator[ReadmePart]:
    flags = outside_fences(part.body)
    headings = [heading_of(line) if flag else (0, "") for line, flag in zip(part.body, flags, strict=True)]
    last = max((index for index, (level, _) in enumerate(headings) if level == 3), default=-1)
    if last < 0 or headings[last][1].casefold() != VALIDATION_HEADING.casefold():
        yield part
        return
    yield replace(part, body=part.body[:last])
    yield ReadmePart(
        name=VALIDATION_HEADING,
        heading=[part.body[last]],
        body=part.body[last + 1 :],
        at=part.at + 1 + last,
        is_nested=True,
    )


def _with_headings(part: ReadmePart, text: str, change: Callable[..., str]) -> str:
    """The text after `change` has escaped or unescaped every heading that would end the part."""
    text = change(text)
    if part.is_nested:
        return change(text, _ANY_SUBHEADING)
    return change(text, _VALIDATION_LINE) if part.name == "Setup" else text


def _blanks(body: list[str], newline: str) -> tuple[list[str], list[str]]:
    """The blank lines at the beginning and at the end; one of each if there is no text yet."""
    filled = [index for index, line in enumerate(body) if line.strip()]
    if not filled:
        return body[:1] or [newline], body[1:] or [newline]
    return body[: filled[0]], body[filled[-1] + 1 :]
