"""XC-001 and XC-004: a row is added only if it is complete, and a name with repeated segments is corrected instead."""

import pytest

from tests.tilekit.checks.check_runs import findings_in, only_finding
from tests.tilekit.checks.dashboards.boards import FILE as BOARD
from tests.tilekit.checks.dashboards.boards import QUERY
from tests.tilekit.checks.files.test_cross_parts import DEPTH, MONITOR_FILE, after, with_monitor
from tests.tilekit.checks.json_files import changed, text_of
from tests.tilekit.listing import DASHBOARD, METADATA, listing


def test_a_metric_of_an_unknown_type_is_not_listed() -> None:
    """A row without a type would be a blocker."""
    mixed = METADATA.replace("consumers,gauge", "consumers,rate")
    board = text_of(changed(DASHBOARD, {QUERY: "avg:acme_widget.zone{$queue} by {queue}"}))
    as_count = board.replace(b"zone{$queue} by {queue}", b"zone{$queue} by {queue}.as_count()")

    assert only_finding(listing(files={"metadata.csv": mixed, BOARD: board}), "XC-001").fix is None
    better = listing(files={"metadata.csv": mixed, BOARD: as_count})
    assert b"acme_widget.zone,count," in after(better, only_finding(better, "XC-001")).files["metadata.csv"]


@pytest.mark.parametrize("name", ["acme_widget.queue.queue.depth", "acme_widget.queue.acme_widget.queue.depth"])
def test_a_repeated_segment_is_removed_and_no_metric_is_added(name: str) -> None:
    bundle = with_monitor({"/definition/query": f"avg(last_5m):avg:{name}{{*}} by {{queue}} > 1000"})
    finding = only_finding(bundle, "XC-004")

    assert finding.message.parameters["near"] == DEPTH
    assert [edit.file for edit in finding.fix.edits if finding.fix] == [MONITOR_FILE]
    assert findings_in(after(bundle, finding), "XC") == []


def test_a_word_with_another_ending_is_pointed_out_but_the_name_may_be_right() -> None:
    finding = only_finding(
        with_monitor({"/definition/query": "avg(last_5m):avg:acme_widget.queue.depthed{*} by {queue} > 1000"}), "XC-004"
    )

    assert (finding.message.parameters["near"], finding.fix) == (DEPTH, None)
