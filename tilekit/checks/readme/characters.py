"""Checks of characters, spaces and the length of texts."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.characters import to_ascii, visible_characters
from tilekit.checks.context import Context
from tilekit.checks.finding import FixClass, RawFinding, Severity, finding
from tilekit.checks.parsed_files import README, listing_fields, refuse_broken_manifest
from tilekit.checks.readme.markdown_text import MAX_README_BYTES, MarkdownText, readme_check, readme_of
from tilekit.checks.registry import check
from tilekit.core.fields import Markdown
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_
from tilekit.core.numbers import file_size

_BEYOND_ASCII = 0x80
_BEYOND_LATIN = 0x100
_BEYOND_ACCENTS = 0x250
_NO_ACCENT = "(?![À-ÖØ-öø-\u024f])"
_MOST_WORDS = 5
"""The most different words in other scripts. A text with more of them is in another language."""
_NOT_ENGLISH = N_(
    "The text must be in English. {n} lines are in another script, which might not display correctly in the "
    "documentation."
)
_MAX_FIELD = 60_000
_TRAILING = re.compile(r"[ \t]+(?=\r?$)")


@check(
    code="RM-018",
    name=N_("Characters beyond Latin-1 in the README"),
    severity=Severity.WARNING,
    fix=FixClass.SUGGESTED,
    message=N_("“{c}” might not display correctly in the documentation. Replace it with plain text."),
    folded=N_(
        "“{c}” appears in {n} places and might not display correctly in the documentation. Replace it with plain text."
    ),
    applies_to=N_("README.md, free listing"),
    expected=N_("No characters above U+00FF"),
    bad="queue → topic",
    good="queue to topic",
)
def is_latin(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A free listing's README has no character above U+00FF. Not checked if the manifest can't be read."""
    refuse_broken_manifest(bundle)
    text = readme_of(bundle)
    if not on_marketplace(bundle.kind):
        yield from _odd_signs(text, first=_BEYOND_LATIN, last=0x10FFFF)


@readme_check(
    "RM-019",
    Severity.ADVICE,
    N_("“{c}” might not display correctly everywhere. Use plain text if you can."),
    name=N_("Characters beyond ASCII in the README"),
    fix=FixClass.SUGGESTED,
    folded=N_("“{c}” appears in {n} places and might not display correctly everywhere. Use plain text if you can."),
    applies_to="README.md",
    expected=N_("Only ASCII, except for letters with accents"),
    bad="“quotes”",
    good='"quotes"',
)
def is_ascii(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """The text is ASCII, except for accented letters, which are right: café, Nørd. RM-018 reports other characters."""
    last = 0x10FFFF if on_marketplace(bundle.kind) else _BEYOND_LATIN - 1
    yield from _odd_signs(text, first=_BEYOND_ASCII, last=last)


@readme_check(
    "RM-040",
    Severity.ADVICE,
    N_("This line ends with spaces. Remove them."),
    name=N_("Trailing spaces"),
    fix=FixClass.SUGGESTED,
    folded=N_("{n} lines end with spaces. Remove them."),
    expected=N_("No trailing spaces or tabs"),
    bad="two spaces at the end of a line",
    good="no space at the end",
)
def has_no_trailing_spaces(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Lines have no trailing spaces or tabs. The fix replaces two spaces that break a line with a tag."""
    for number, line in enumerate(text.lines, start=1):
        spaces = _TRAILING.search(line) if line.rstrip("\r").endswith((" ", "\t")) else None
        if spaces and number not in text.markdown.fenced_lines:
            new = "<br>" if number in text.markdown.breaks else ""
            edit = text.edit(number, spaces.start() + 1, length=len(spaces[0]), new=new)
            yield text.finding(number, spaces.start() + 1, fix=text.fix(N_("Remove the spaces"), [edit]))


@check(
    code="RM-041",
    name=N_("README text too long"),
    severity=Severity.BLOCKER,
    message=N_("The text has {n} characters; the limit is 60,000. Shorten it."),
    applies_to="Markdown",
    expected=N_("A README is at most 100 kB, and a Markdown field has at most 60,000 characters"),
    bad="a README of 300 kB",
    good="a README of 20 kB",
)
def is_short_enough(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    size = len(bundle.files[README]) if README in bundle.files else 0
    if size > MAX_README_BYTES:
        message = N_("README.md is {size}; the limit is 100 kB. Shorten it.")
        yield finding(file=README, line=1, column=1, value=size, message=message, size=file_size(size))
        return
    for place in listing_fields(bundle):
        if isinstance(place.field, Markdown) and len(place.field.value_of(place.stored)) > _MAX_FIELD:
            n = len(place.field.value_of(place.stored))
            yield finding(path=place.path, value=n, n=n)


def _shape(first: int, last: int) -> re.Pattern[str]:
    """A pattern for a character in the range. Letters of a script without an ASCII form match as whole words.

    Latin letters with accents are not matched if the range begins below them.
    """
    every = f"{_NO_ACCENT if first == _BEYOND_ASCII else ''}[{chr(first)}-{chr(last)}]"
    return re.compile(rf"(?:(?=[^\W\d_]){every}(?<![\u0080-\u024f]))+|{every}[\ufe0e\ufe0f\u200d]*")


_ODD = {(first, last): _shape(first, last) for first, last in ((0x80, 0xFF), (0x80, 0x10FFFF), (0x100, 0x10FFFF))}


def _odd_signs(text: MarkdownText, *, first: int, last: int) -> Iterator[RawFinding]:
    """One raw finding for all words of other scripts if there are many; otherwise one for each character or word."""
    if text.source.text.isascii():
        return
    lines = enumerate(text.markdown.lines, start=1)
    signs = [
        (number, characters)
        for number, line in lines
        if not line.isascii()
        for characters in _ODD[first, last].finditer(line)
    ]
    words = [(number, characters) for number, characters in signs if _is_word(characters[0])]
    is_foreign = len({characters[0] for _, characters in words}) > _MOST_WORDS
    if is_foreign:
        number, characters = words[0]
        n = len({number for number, _ in words})
        yield replace(text.finding(number, characters.start() + 1, n=n), message=_NOT_ENGLISH)
    for number, characters in signs:
        new = to_ascii(characters[0])
        edits = [text.edit(number, characters.start() + 1, length=len(characters[0]), new=new)] if new.isascii() else []
        if edits or not is_foreign:
            fix = text.fix(N_("Use plain text"), edits)
            yield text.finding(
                number, characters.start() + 1, value=characters[0], c=visible_characters(characters[0]), fix=fix
            )


def _is_word(characters: str) -> bool:
    return ord(characters[0]) >= _BEYOND_ACCENTS and characters[0].isalpha()
