"""Paths of findings for other tools, relative to the working folder or to the repository."""

import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from tilekit.commands.listing_outcome import FindingJson, ListingOutcome, position_text
from tilekit.commands.terminal import without_surrogates


def file_of(outcome: ListingOutcome, finding: FindingJson, root: Path | None = None) -> str:
    """The path of the finding's file with forward slashes, relative if it is in the root (default: the working folder).

    For a finding without a file, or in an archive, it is the path that was passed.
    """
    return _relative_path(Path(outcome["path"], finding["file"] if _is_on_disk(outcome, finding) else ""), root)


def path_of(outcome: ListingOutcome, root: Path | None = None) -> str:
    """The path of the listing itself, in the same form as in `file_of`."""
    return _relative_path(Path(outcome["path"]), root)


def repository_of(path: str) -> Path:
    """The folder of the repository that contains the listing; the working folder if it is in none."""
    return _repository_above(Path(os.path.abspath(path))) or Path.cwd()  # noqa: PTH100 resolve() would follow links


@lru_cache
def _repository_above(place: Path) -> Path | None:
    return next((folder for folder in (place, *place.parents) if os.path.lexists(folder / ".git")), None)


def line_of(outcome: ListingOutcome, finding: FindingJson) -> tuple[int | None, int | None]:
    """Line and column in the file that `file_of` returns; None for archives."""
    return (finding["line"], finding["column"]) if _is_on_disk(outcome, finding) else (None, None)


def message_with_place(outcome: ListingOutcome, finding: FindingJson) -> str:
    """The message, prefixed with its place in an archive, which other tools do not show."""
    if not finding["file"] or _is_on_disk(outcome, finding):
        return finding["message"]
    return ":".join(part for part in (finding["file"], position_text(finding)) if part) + f": {finding['message']}"


def text_of(outcome: ListingOutcome, row: FindingJson) -> str:
    """The message of a row and a line for each of its places: file and position, and code and message if they differ
    in the row.
    """
    places = row.get("places", [])
    is_same = len({place["message"] for place in places}) == 1
    lines = [_place_line(outcome, place, is_same=is_same) for place in places]
    return "\n".join([message_with_place(outcome, row), *lines])


def _place_line(outcome: ListingOutcome, place: FindingJson, *, is_same: bool) -> str:
    position = ":".join(str(part) for part in (file_of(outcome, place), *line_of(outcome, place)) if part)
    return position if is_same else f"{position}: {place['code']} {message_with_place(outcome, place)}"


def _is_on_disk(outcome: ListingOutcome, finding: FindingJson) -> bool:
    return bool(finding["file"]) and Path(outcome["path"]).is_dir()


def uri_of(path: str) -> str:
    """The path as the URI reference of RFC 3986."""
    quoted = quote(without_surrogates(path).encode("utf-8", "surrogateescape"))
    return f"file://{quoted}" if path.startswith("/") else quoted


def _relative_path(path: Path, root: Path | None) -> str:
    absolute, above = Path(os.path.abspath(path)), root or Path.cwd()  # noqa: PTH100 resolve() would follow links
    return absolute.relative_to(above).as_posix() if absolute.is_relative_to(above) else absolute.as_posix()
