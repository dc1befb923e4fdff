"""Filters of a report: findings that the settings of a repository ignore, and findings below a severity."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from posixpath import normpath
from typing import NamedTuple

from msgspec import Struct, field

from tilekit.commands.config import Config, path_from
from tilekit.commands.inputs import listing_folders
from tilekit.commands.listing_outcome import (
    SEVERITY_NAMES,
    FindingJson,
    ListingOutcome,
    SeverityName,
    UncheckedJson,
)
from tilekit.commands.path_patterns import PathPattern


class IgnoreEntry(NamedTuple):
    """A pattern of `per-file-ignores` with one of its codes or subjects; without a pattern, one of `ignore`."""

    pattern: PathPattern | None
    word: str

    def covers(self, code: str) -> bool:
        """Whether the entry is about this check."""
        return self.word in (code, code.partition("-")[0])

    def matches(self, *names: str) -> bool:
        """Whether the entry is about a file with these names: from the folder of the settings, and in its listing."""
        return self.pattern is None or self.pattern.matches(*names)


class IgnoreFilter(Struct):
    """Leaves out the findings that the settings ignore. used are the entries that ignored one.

    skipped are the checks that did not run on a listing.
    """

    config: Config
    used: set[IgnoreEntry] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)

    def applied_to(self, outcomes: Iterable[ListingOutcome]) -> Iterator[ListingOutcome]:
        """The outcomes without the ignored findings, and without the ignored checks that could not be finished."""
        for outcome in outcomes:
            self.skipped.update(outcome["skipped"])
            top = path_from(self.config.folder, outcome["path"])
            findings, unchecked = list[FindingJson](), list[UncheckedJson]()
            for finding in outcome["findings"]:
                entries = ignoring_entries(finding["code"], finding["file"], top, config=self.config)
                self.used.update(entries)
                findings += [] if entries else [finding]
            for check in outcome["unchecked"]:
                entries = [one for one in _entries(self.config) if one.pattern is None and one.covers(check["code"])]
                self.used.update(entries)
                unchecked += [] if entries else [check]
            yield {**outcome, "findings": findings, "unchecked": unchecked}

    def ineffective(self, paths: Collection[str], *, reported: Collection[str]) -> list[IgnoreEntry]:
        """The entries that ignored nothing in the listings at the paths, and that are about no other listing.

        reported are the codes of the checks whose findings are reported.
        """
        codes = {*reported} - self.skipped
        unused = [one for one in _entries(self.config) if one not in self.used and any(map(one.covers, codes))]
        if not unused or not paths:
            return []
        checked = {Path(path).resolve() for path in paths}
        names = [
            (file.relative_to(self.config.folder).as_posix(), file.relative_to(folder).as_posix())
            for folder in listing_folders(self.config.folder)
            if folder not in checked
            for file in folder.rglob("*")
        ]
        return [entry for entry in unused if not any(entry.matches(*pair) for pair in names)]


def at_least(outcomes: Iterable[ListingOutcome], severity: SeverityName) -> Iterator[ListingOutcome]:
    """The outcomes with the findings of this severity or a higher one."""
    severities = SEVERITY_NAMES[: SEVERITY_NAMES.index(severity) + 1]
    for outcome in outcomes:
        yield {**outcome, "findings": [finding for finding in outcome["findings"] if finding["severity"] in severities]}


def ignoring_entries(code: str, file: str, top: str, *, config: Config) -> list[IgnoreEntry]:
    """The entries that ignore a check in a file. top is the path of the listing relative to the settings."""
    from_folder = normpath(f"{top}/{file}")  # a finding without a file is about the folder
    return [entry for entry in _entries(config) if entry.covers(code) and entry.matches(from_folder, file)]


def _entries(config: Config) -> Iterator[IgnoreEntry]:
    yield from (IgnoreEntry(None, word) for word in config.ignore)
    yield from (IgnoreEntry(pattern, word) for pattern, codes in config.per_file_ignores for word in codes)
