"""Checks that text is UTF-8 with one kind of line ending."""

import codecs
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Severity, finding
from tilekit.checks.fixes import text_fix
from tilekit.checks.parsed_files import is_unpublished, paths, text_files, text_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.media.file_kinds import file_kind
from tilekit.parse.limits import TEXT_SUFFIXES, FileTooLarge
from tilekit.parse.positions import Unparsable
from tilekit.parse.yaml import parse_yaml

DRAWING_SUFFIX, TEXTS = ".svg", ("svg", "text", "binary")
_YAML = (".yaml", ".yml")
_WRITTEN = (".md", ".csv", *_YAML)
_EXPECTED = re.compile(r"assets/logs/[^/]+_tests\.ya?ml", re.IGNORECASE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

TOO_LARGE = N_("{file} could not be read: {reason}. Make it smaller.")


@check(
    code="GEN-003",
    severity=Severity.BLOCKER,
    parses=True,
    fix=FixClass.SAFE,
    message=N_("{file} is not UTF-8 text. Save it as UTF-8 and upload it again."),
    applies_to=N_("all text files"),
    expected=N_("The text is UTF-8, without a byte order mark"),
    bad="a file in UTF-16",
    good="the same text in UTF-8",
)
def not_utf8(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Text files are UTF-8 and not too large to read. For files that are not published, this is advice.

    A byte order mark is only a warning, because every parser accepts it.
    """
    for path in paths(bundle, TEXT_SUFFIXES):
        data = bundle.files[path]
        if path.lower().endswith(DRAWING_SUFFIX) and file_kind(data) not in TEXTS:
            continue  # LG-019 reports its real type
        try:
            text_of(bundle, path)
        except Unparsable as fault:
            place, is_large = fault.position, isinstance(fault, FileTooLarge)
            yield finding(
                file=path,
                line=place.line,
                column=place.column,
                message=TOO_LARGE if is_large else "",
                severity=Severity.ADVICE if is_unpublished(path) else None,
                fix=None if is_large else _fix_rewriting_as_utf8(path, data),
                reason=fault.reason,
            )
        else:
            if data.startswith(codecs.BOM_UTF8):
                yield _with_mark(path)


@check(
    code="GEN-004",
    severity=Severity.ADVICE,
    fix=FixClass.SAFE,
    message=N_("This text uses Windows line endings or does not end with a newline. We can correct this for you."),
    applies_to=N_("all text files"),
    expected=N_("Lines end with LF, and the file ends with one newline"),
    bad="Windows line endings",
    good="a line feed at the end of each line and of the file",
)
def untidy_lines(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Lines end with LF, and texts written by people end with a newline. Exported JSON and drawings often don't.

    Expected results of a pipeline are also exports and stay as they were accepted.
    """
    for path, source in text_files(bundle):
        data = source.data
        ends_open = path.lower().endswith(_WRITTEN) and not data.endswith(b"\n")
        if not (ends_open or b"\r" in data) or not data.strip() or _EXPECTED.fullmatch(path):
            continue
        lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        tidy = lines.rstrip(b"\n") + b"\n"
        if path.lower().endswith(_YAML) and not _is_same_yaml(data, tidy):
            tidy = lines  # a newline would change a text that ends on the last line
        if tidy != data:
            yield finding(file=path, line=1, column=1, fix=text_fix(path, (data, tidy), N_("Correct the line endings")))


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
    text = N_("{file} starts with a byte order mark, which some tools show as text. We can remove it for you.")
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
