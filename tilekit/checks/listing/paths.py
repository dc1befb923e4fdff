"""Checks that paths are inside the listing and don't overwrite each other."""

import unicodedata
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Scope, Severity, finding
from tilekit.checks.manifest.paths import is_inside, named_paths
from tilekit.checks.parsed_files import MANIFEST, json_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.core.paths import has_unusable_character
from tilekit.parse.positions import readable
from tilekit.scaffold.archive import ARCHIVE_TOO_LARGE
from tilekit.scaffold.archive_directory import MAX_ARCHIVE_ENTRIES
from tilekit.scaffold.largest import largest_part
from tilekit.scaffold.paths import BAD_NAME, shown_path


@check(
    code="GEN-006",
    name=N_("Invalid path"),
    severity=Severity.BLOCKER,
    is_security=True,
    message=N_(
        "{place} is not a valid path in your listing. Use a relative path that stays inside the listing folder."
    ),
    applies_to=N_("all paths"),
    expected=N_(
        'The path is relative and stays inside the listing, without "..", a leading slash, a backslash, a '
        "control character or a symbolic link"
    ),
    bad="../../etc/passwd",
    good="images/overview.png",
)
def stays_inside(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    for path in sorted(bundle.files):
        if has_unusable_character(path):
            yield finding(file=path, value=path, message=BAD_NAME, place=shown_path(path))
        elif not is_inside(path):
            yield finding(file=path, value=path, place=path)
    for link in bundle.files.links:
        text = N_("{place} is a symbolic link, so it was not read. Replace it with the file itself.")
        yield finding(value=link, message=text, place=link)
    manifest = readable(json_of, bundle, MANIFEST)
    for pointer, path in named_paths(manifest.value) if manifest else ():
        if not is_inside(path):
            text = _reference_text(path, is_form=context.scope is Scope.SUBMISSION)
            yield finding(file=MANIFEST, pointer=pointer, value=path, message=text, place=path)


def _reference_text(path: str, *, is_form: bool) -> str:
    """The message about a path in the manifest. In a submission, the file is a field; "" for the usual message."""
    if is_form:
        return N_("{place} is not a file in the listing. Choose or upload another one.")
    return N_("{place} contains a backslash. Write the path with forward slashes (/).") if "\\" in path else ""


@check(
    code="GEN-007",
    name=N_("Too many or too large files"),
    severity=Severity.BLOCKER,
    is_security=True,
    message=ARCHIVE_TOO_LARGE,
    applies_to=N_("archive upload"),
    expected=N_("At most 2,000 entries and 200 MB unpacked, with a compression ratio below 100:1"),
    bad="3,000 entries",
    good="the files of one listing",
)
def has_few_files(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """There are at most 2,000 files. For an archive, their number and size are checked during unpacking."""
    if len(bundle.files) > MAX_ARCHIVE_ENTRIES:
        text = N_(
            "The listing has {count} files; the limit is {limit}. The largest part is {place}. Remove build "
            "output and try again."
        )
        count, place = len(bundle.files), largest_part(dict.fromkeys(bundle.files, 1))
        yield finding(value=count, message=text, count=count, limit=MAX_ARCHIVE_ENTRIES, place=place)


@check(
    code="GEN-010",
    name=N_("File names that differ only in letter case"),
    severity=Severity.WARNING,
    message=N_(
        "{a} and {b} differ only in letter case and would overwrite each other on some computers. Rename one of them."
    ),
    applies_to=N_("all files"),
    expected=N_("No two file names differ only in letter case"),
    bad="Logo.png and logo.png",
    good="logo.png",
)
def differs_in_more_than_case(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No two names differ only in letter case or in how accents are composed."""
    seen: dict[str, str] = {}
    for path in sorted(bundle.files):
        other = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            yield finding(file=path, value=other, a=other, b=path)
