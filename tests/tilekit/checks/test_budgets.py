"""Work that grows with the square of a file's size is counted and limited."""

import json

import pytest

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.listing import base_files, listing
from tilekit.checks.budget import ListingTooLarge
from tilekit.checks.manifest.assets import MOST_DROPPED
from tilekit.checks.metrics import metrics_file
from tilekit.checks.metrics.metrics_file import RawMetricsFinding
from tilekit.checks.release_notes import notes as reading
from tilekit.checks.unchecked import unchecked_by
from tilekit.core.suggestions import MAX_WORDS, closest_word


def test_word_is_sought_among_a_thousand_others_at_most() -> None:
    words = [f"word_{number}" for number in range(MAX_WORDS)]

    assert closest_word("wrd_7", words) == "word_7"
    assert closest_word("wrd_7", [*words, "another"]) == ""


def test_first_entries_that_lead_nowhere_can_be_dropped() -> None:
    manifest = json.loads(base_files()["manifest.json"])
    manifest["assets"]["dashboards"] = {f"d{n}": f"assets/dashboards/{n}.json" for n in range(MOST_DROPPED + 5)}

    reported = findings_in(listing(files={"manifest.json": json.dumps(manifest)}), "MF")
    findings = [finding for finding in reported if finding.code == "MF-049"]

    assert [bool(finding.fix) for finding in findings].count(True) == MOST_DROPPED
    assert len(findings) == MOST_DROPPED + 5


def test_check_compares_so_many_different_values_at_most() -> None:
    hits = (RawMetricsFinding(value=str(number)) for number in range(metrics_file.MAX_GROUPS + 1))

    with pytest.raises(ListingTooLarge) as caught:
        metrics_file._groups_of_hits(hits, "metadata.csv")

    assert caught.value.file == "metadata.csv"
    assert unchecked_by("MD-050", caught.value).place.startswith("checks/metrics/metrics_file.py:")


def test_newest_of_many_releases_is_sought_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the cache, each of 1,100 entries searched again, which took 27 seconds."""
    notes = "".join(f"\n## {number}.0.0 / 2026-01-01\n\n* A change.\n" for number in range(30, 0, -1))
    sought: list[str] = []
    seek = reading.newest_entry
    monkeypatch.setattr(reading, "newest_entry", lambda changelog: sought.append("") or seek(changelog))

    findings = findings_in(listing(files={"CHANGELOG.md": f"# CHANGELOG - Acme Widget\n{notes}"}), "RN")

    assert (len(sought), [one.code for one in findings].count("RN-007")) == (1, 29)
