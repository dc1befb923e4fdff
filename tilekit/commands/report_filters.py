"""Filters of a report: findings in files that a repository ignores, and findings below a severity."""

from collections.abc import Collection, Iterable, Iterator
from posixpath import normpath
from typing import NamedTuple

from tilekit.commands.config import Config, path_from
from tilekit.commands.inputs import read_input
from tilekit.commands.listing_outcome import SEVERITY_NAMES, FindingJson, ListingOutcome, SeverityName
from tilekit.commands.path_patterns import PathPattern


class IgnoreEntry(NamedTuple):
    """A pattern of `per-file-ignores` with one of its codes or subjects."""

    pattern: PathPattern
    word: str


def without_ignored(
    outcomes: Iterable[ListingOutcome], config: Config, used: set[IgnoreEntry]
) -> Iterator[ListingOutcome]:
    """The outcomes without the findings that `per-file-ignores` excludes. The entries that exclude one are added to
    used.
    """
    if not config.per_file_ignores:
        yield from outcomes
        return
    for outcome in outcomes:
        top = path_from(config.folder, outcome["path"])
        findings = list[FindingJson]()
        for finding in outcome["findings"]:
            entries = ignoring_entries(finding["code"], finding["file"], top, config=config)
            used.update(entries)
            findings += [] if entries else [finding]
        yield {**outcome, "findings": findings}


def ineffective_entries(
    config: Config, used: Collection[IgnoreEntry], paths: Iterable[str], *, reported: Iterable[str]
) -> list[IgnoreEntry]:
    """The entries that excluded nothing, although the listings at the paths have files for them.

    reported are the codes of the checks whose findings are reported.
    """
    words = {word for code in reported for word in (code, code.partition("-")[0])}
    unused = [entry for entry in _entries(config) if entry not in used and entry.word in words]
    files = [
        (normpath(f"{path_from(config.folder, path)}/{file}"), file)
        for path in (paths if unused else ())
        for file in (read_input(path).files or ())
    ]
    return [entry for entry in unused if any(entry.pattern.matches(*names) for names in files)]


def at_least(outcomes: Iterable[ListingOutcome], severity: SeverityName) -> Iterator[ListingOutcome]:
    """The outcomes with the findings of this severity or a higher one."""
    severities = SEVERITY_NAMES[: SEVERITY_NAMES.index(severity) + 1]
    for outcome in outcomes:
        yield {**outcome, "findings": [finding for finding in outcome["findings"] if finding["severity"] in severities]}


def ignoring_entries(code: str, file: str, top: str, *, config: Config) -> list[IgnoreEntry]:
    """The entries that ignore a check in a file. top is the path of the listing relative to the settings."""
    from_folder = normpath(f"{top}/{file}")  # a finding without a file is about the folder
    words = {code, code.partition("-")[0]}
    return [entry for entry in _entries(config) if entry.word in words and entry.pattern.matches(from_folder, file)]


def _entries(config: Config) -> Iterator[IgnoreEntry]:
    return (IgnoreEntry(pattern, word) for pattern, codes in config.per_file_ignores for word in codes)
