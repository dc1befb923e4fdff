"""A baseline: the findings that a repository has accepted for now, so that only new ones are reported."""

import json
from codecs import BOM_UTF8
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from tilekit.commands.check_selection import CheckSelection
from tilekit.commands.config import Config, path_from
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.inputs import unreadable
from tilekit.commands.listing_outcome import ListingOutcome
from tilekit.commands.output import not_written
from tilekit.core.messages import N_

BASELINE_VERSION = 1


class _Head(Struct):
    version: int


class _File(_Head):
    """The content of the file: {path of a listing: {fingerprint: code}}."""

    listings: dict[str, dict[str, str]]


class Baseline:
    """The accepted findings of a file. Listings are named by their path from the folder of the file."""

    def __init__(self, file: Path, accepted: dict[str, dict[str, str]]) -> None:
        self._folder, self._accepted = file.resolve().parent, accepted
        self.unused = 0

    @classmethod
    def read(cls, file: Path) -> "Baseline":
        """The baseline in a file. Raises UsageError if the file cannot be read, is not a baseline, or has another
        format.
        """
        try:
            data = file.read_bytes().removeprefix(BOM_UTF8)
            if msgspec.json.decode(data, type=_Head).version != BASELINE_VERSION:
                text = N_("{path} was written by another version of tilekit. Create it again with --write-baseline.")
                raise UsageError.of(text, path=file)
            content = msgspec.json.decode(data, type=_File)
        except OSError as error:
            raise unreadable(file, error) from error
        except msgspec.MsgspecError as error:
            text = N_("{path} is not a baseline file. Create one with --write-baseline.")
            raise UsageError.of(text, path=file) from error
        return cls(file, content.listings)

    def accepted_of(self, path: str) -> Collection[str]:
        """The fingerprints that are accepted in a listing."""
        return self._accepted.get(path_from(self._folder, path), {}).keys()

    def without_accepted(
        self, outcomes: Iterable[ListingOutcome], selection: CheckSelection
    ) -> Iterator[ListingOutcome]:
        """The outcomes with only the new findings.

        unused counts findings of the file that no longer occur, except those of checks that did not run.
        """
        for outcome in outcomes:
            accepted = self._accepted.get(path_from(self._folder, outcome["path"]), {})
            fingerprints = {finding["fingerprint"] for finding in outcome["findings"]}
            if fixed := accepted.keys() - fingerprints:
                unknown = selection.left_out().union(outcome["skipped"])
                self.unused += sum(accepted[item] not in unknown for item in fixed)
            new = outcome.copy()
            new["findings"] = [item for item in outcome["findings"] if item["fingerprint"] not in accepted]
            new["accepted"] = len(outcome["findings"]) - len(new["findings"])
            yield new


def baseline_of(named: str | None, config: Config) -> Baseline | None:
    """The baseline that the command line or the settings name; None if neither does.

    Raises UsageError like `Baseline.read`.
    """
    file = Path(named) if named else config.baseline
    return Baseline.read(file) if file else None


def write_baseline(file: Path, outcomes: Iterable[ListingOutcome]) -> int:
    """Accept every finding of the outcomes and return how many. Listings that are not in outcomes are removed from the
    file.
    """
    folder = file.resolve().parent
    listings = {
        path_from(folder, outcome["path"]): {finding["fingerprint"]: finding["code"] for finding in outcome["findings"]}
        for outcome in outcomes
    }
    text = json.dumps({"version": BASELINE_VERSION, "listings": listings}, indent=2, sort_keys=True)
    try:
        file.write_text(f"{text}\n", "utf-8")
    except OSError as error:
        raise not_written(str(file), error.strerror) from error
    return sum(map(len, listings.values()))
