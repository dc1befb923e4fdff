"""Checks that text is UTF-8 with one kind of line ending."""

import codecs
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Severity, finding
from tilekit.checks.fixes import text_fix
from tilekit.checks.parsed_files import MARKDOWN_SUFFIX, is_unpublished, paths, text_files, text_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.media.file_kinds import file_kind
from tilekit.parse.limits import TEXT_SUFFIXES, FileTooLarge
from tilekit.parse.positions import Unparsable
from tilekit.parse.yaml import parse_yaml

_SVG_SUFFIX, _SVG_KINDS = ".svg", ("svg", "text", "binary")
_YAML = (".yaml", ".yml")
_ENDING_WITH_NEWLINE = (".csv", *_YAML)
_EXPECTED = re.compile(r"assets/logs/[^/]+_tests\.ya?ml", re.IGNORECASE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

FILE_TOO_LARGE = N_("This file could not be read: {reason}. Make it smaller.")


@check(
    code="GEN-003",
    name=N_("File that can't be read as UTF-8"),
    severity=Severity.BLOCKER,
    parses=True,
    fix=FixClass.SAFE,
    message=N_("This file is not UTF-8 text. Save it as UTF-8 and upload it again."),
    applies_to=N_("all text files"),
    expected=N_("The text is UTF-8, without a byte order mark"),
    bad="a file in UTF-16",
    good="the same text in UTF-8",
)
def is_utf8(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Text files are UTF-8 and not too large to read. For files that are not published, this is advice.

    A byte order mark is only a warning, because every parser accepts it.
    """
    for path in paths(bundle, TEXT_SUFFIXES):
        data = bundle.files[path]
        if path.lower().endswith(_SVG_SUFFIX) and file_kind(data) not in _SVG_KINDS:
            continue  # LG-019 reports its real type
        try:
            text_of(bundle, path)
        except Unparsable as fault:
            place, is_large = fault.position, isinstance(fault, FileTooLarge)
            yield finding(
                file=path,
                line=place.line,
                column=place.column,
                message=FILE_TOO_LARGE if is_large else "",
                severity=Severity.ADVICE if is_unpublished(path) else None,
                fix=None if is_large else _fix_rewriting_as_utf8(path, data),
                reason=fault.reason,
            )
        else:
            if data.startswith(codecs.BOM_UTF8):
                yield _with_mark(path)


@check(
    code="GEN-004",
    name=N_("Wrong line endings"),
    severity=Severity.ADVICE,
    fix=FixClass.SAFE,
    message=N_("This file uses Windows line endings. We can correct this for you."),
    applies_to=N_("all text files except Markdown"),
    expected=N_("Lines end with LF, and CSV and YAML files end with a newline"),
    bad="Windows line endings",
    good="a line feed at the end of each line and of the file",
)
def has_tidy_line_ends(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Lines end with LF, and tables and YAML end with a newline, without which an added line would join the last one.

    Markdown is left alone: it is the same with any line endings, and the platform's own wizard writes it as it comes
    from a browser. Expected results of a pipeline are exports and stay as they were accepted.
    """
    for path, source in text_files(bundle):
        data = source.data
        if not data.strip() or path.lower().endswith(MARKDOWN_SUFFIX) or _EXPECTED.fullmatch(path):
            continue
        if b"\r" in data:
            lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            fix = text_fix(path, (data, lines), N_("Correct the line endings"))
            yield finding(file=path, line=1, column=1, message=_line_ending_message(data), fix=fix)
        if path.lower().endswith(_ENDING_WITH_NEWLINE) and not data.endswith((b"\n", b"\r")):
            yield from _open_end(path, data)


def _line_ending_message(data: bytes) -> str:
    """The message about mixed or old line endings; "" (the check's own) if all of them are those of Windows."""
    windows = data.count(b"\r\n")
    if data.count(b"\n") > windows:
        return N_("This file mixes different line endings. We can correct this for you.")
    return (
        "" if data.count(b"\r") == windows else N_("This file uses old Mac line endings. We can correct this for you.")
    )


def _open_end(path: str, data: bytes) -> Iterator[RawFinding]:
    """The finding about a missing newline at the end; none if it would change the last text of a YAML file."""
    if not path.lower().endswith(_YAML) or _is_same_yaml(data, data + b"\n"):
        edit = Edit(file=path, start=len(data), end=len(data), replacement="\n")
        fix = Fix(title=Message(N_("Add the newline")), edits=(edit,))
        text = N_("This file does not end with a newline. We can add it for you.")
        yield finding(file=path, line=1, column=1, value="newline", message=text, fix=fix)


def _is_same_yaml(one: bytes, other: bytes) -> bool:
    try:
        return parse_yaml(one).value == parse_yaml(other).value
    except Unparsable:
        return False


def _with_mark(path: str) -> RawFinding:
    fix = Fix(
        title=Message(N_("Remove the byte order mark")),
        edits=(Edit(file=path, start=0, end=len(codecs.BOM_UTF8), replacement=""),),
    )
    text = N_("This file starts with a byte order mark, which some tools show as text. We can remove it for you.")
    return finding(file=path, line=1, column=1, message=text, severity=Severity.WARNING, fix=fix)


def _fix_rewriting_as_utf8(path: str, data: bytes) -> Fix | None:
    """The fix that rewrites the file as UTF-8; None if no byte order mark shows its encoding."""
    if not data.startswith(_UTF16):
        return None
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        return None
    edit = Edit(file=path, start=0, end=len(data), replacement=text)
    return Fix(title=Message(N_("Save as UTF-8")), edits=(edit,))
