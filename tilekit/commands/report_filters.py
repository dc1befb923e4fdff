"""Filters of a report: findings in files that a repository ignores, and findings below a severity."""

from collections.abc import Iterable, Iterator
from posixpath import normpath

from tilekit.commands.config import Config, path_from
from tilekit.commands.listing_outcome import SEVERITY_NAMES, ListingOutcome, SeverityName


def without_ignored(outcomes: Iterable[ListingOutcome], config: Config) -> Iterator[ListingOutcome]:
    """The outcomes without the findings that `per-file-ignores` excludes."""
    if not config.per_file_ignores:
        yield from outcomes
        return
    for outcome in outcomes:
        top = path_from(config.folder, outcome["path"])
        findings = [
            finding
            for finding in outcome["findings"]
            if not is_ignored(finding["code"], finding["file"], top, config=config)
        ]
        yield {**outcome, "findings": findings}


def at_least(outcomes: Iterable[ListingOutcome], severity: SeverityName) -> Iterator[ListingOutcome]:
    """The outcomes with the findings of this severity or a higher one."""
    severities = SEVERITY_NAMES[: SEVERITY_NAMES.index(severity) + 1]
    for outcome in outcomes:
        yield {**outcome, "findings": [finding for finding in outcome["findings"] if finding["severity"] in severities]}


def is_ignored(code: str, file: str, top: str, *, config: Config) -> bool:
    """Whether the settings ignore a check in a file. top is the path of the listing relative to the settings."""
    from_folder = normpath(f"{top}/{file}")  # a finding without a file is about the folder
    words = {code, code.partition("-")[0]}
    return any(
        not words.isdisjoint(codes) and pattern.matches(from_folder, file) for pattern, codes in config.per_file_ignores
    )
