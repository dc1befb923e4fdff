"""What is left out of a report: findings in files that a repository ignores, and those below a severity."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from tilekit.commands.config import Config, path_from
from tilekit.commands.outcome import SEVERITIES, FindingJson, Outcome, SeverityName


def without_ignored(outcomes: Iterable[Outcome], config: Config) -> Iterator[Outcome]:
    """The outcomes less the findings that `per-file-ignores` names.

    A pattern is matched against the path in the listing and against the path from the folder of the settings; `*`
    matches slashes as well.
    """
    if not config.per_file_ignores:
        yield from outcomes
        return
    for outcome in outcomes:
        top = path_from(config.folder, outcome["path"])
        kept = [finding for finding in outcome["findings"] if not _is_ignored(finding, top, config)]
        yield {**outcome, "findings": kept}


def at_least(outcomes: Iterable[Outcome], severity: SeverityName) -> Iterator[Outcome]:
    """The outcomes with the findings of this severity or a harder one."""
    wanted = SEVERITIES[: SEVERITIES.index(severity) + 1]
    for outcome in outcomes:
        yield {**outcome, "findings": [each for each in outcome["findings"] if each["severity"] in wanted]}


def _is_ignored(finding: FindingJson, top: str, config: Config) -> bool:
    """Top is the path of the listing from the folder of the settings."""
    names = (finding["file"], f"{top}/{finding['file']}")
    words = {finding["code"], finding["code"].partition("-")[0]}
    return bool(finding["file"]) and any(
        not words.isdisjoint(codes) and any(fnmatchcase(name, pattern) for name in names)
        for pattern, codes in config.per_file_ignores.items()
    )
