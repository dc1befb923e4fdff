"""Messages about cells name the one cause, also if it can't be seen."""

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, only_finding
from tests.tilekit.checks.metrics.files import listing_with, table
from tilekit.checks.finding import Severity
from tilekit.checks.metrics.tag_lists import MANY_TAG_FAULTS, are_tags, tag_fault
from tilekit.core.messages import render

ROWS = ("consumers", "depth")


@pytest.mark.parametrize(
    "value, text",
    [
        ("queue,region\n", "The sample_tags cell for acme.queue.depth ends with a line break. Remove it."),
        ("\tqueue", "The sample_tags cell for acme.queue.depth starts with a tab. Remove it."),
        ("queue\nregion", "The list of tags contains a line break. Separate the tag names with commas only."),
        ("queue,,region", "The list of tags contains an extra comma. Remove it."),
        ("Queue,region", "The tag name Queue contains capital letters. Use lower case only."),
        ("queue,region,queue", "The tag name queue is listed twice. Remove one."),
        ("queue region", "The tag name queue region contains a space. Separate tag names with commas."),
        ("queue;region", "The tag names queue;region are not separated by commas. Use commas between them."),
        ("Queue | region", "The tag names Queue | region are not separated by commas. Use commas between them."),
        ("1x", "The tag name 1x does not start with a letter. Correct it."),
        ("q" * 201, f"The tag name {'q' * 201} is too long. Use at most 200 characters."),
    ],
)
def test_list_of_tags_names_its_fault(value: str, text: str) -> None:
    findings = findings_with(listing_with(table({1: {"sample_tags": value}})), "MD-046")

    assert [render(finding.message) for finding in findings] == [text]


@pytest.mark.parametrize("value", ["\n", ",", "A", "a,a", "a b", "_a", "a" * 201, "a\u00a0b", "ä", "a,\tB", "a;b"])
def test_every_invalid_list_has_a_fault(value: str) -> None:
    assert not are_tags(value.split(","))
    assert tag_fault(value).message in {*MANY_TAG_FAULTS}


@pytest.mark.parametrize(
    "column, value, code, end",
    [
        ("description", "Messages that wait now. ", "MD-033", "ends with a space"),
        ("metric_type", "gauge ", "MD-016", "ends with a space"),
        ("integration", " acme_queue", "MD-040", "starts with a space"),
        ("orientation", "1\n", "MD-037", "ends with a line break"),
        ("unit_name", "message\u00a0", "MD-019", "ends with an invisible character"),
    ],
)
def test_blank_end_is_named_as_the_cause(column: str, value: str, code: str, end: str) -> None:
    (finding,) = findings_with(listing_with(table({1: {column: value}})), code)

    assert render(finding.message) == f"The {column} cell for acme.queue.depth {end}. Remove it."
    assert finding.fix
    assert render(finding.fix.title) == "Remove it"


def test_blank_ends_of_many_cells_are_one_finding() -> None:
    rows = {at: {"description": f"Messages of kind {at} that wait. "} for at in (1, 2)}
    (finding,) = findings_with(listing_with(table(rows)), "MD-033")

    assert (
        render(finding.message)
        == "2 cells in the column description end with a space, first on line 3. Remove it from each."
    )


def test_missing_full_stop_is_named() -> None:
    (finding,) = findings_in(listing_with(table({1: {"description": "Messages that wait now"}})), "MD")

    assert render(finding.message) == ("The description of acme.queue.depth does not end with a full stop. Add it.")


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ":"])
@pytest.mark.parametrize("columns", ["metric_name,metric_type", "metric_name,metric_type,interval,unit_name"])
def test_other_delimiters_are_recognised(delimiter: str, columns: str) -> None:
    text = f"{columns}\nacme.queue.depth,gauge\n".replace(",", delimiter)
    finding = only_finding(listing_with(text), "MD-001")

    assert finding.message.id == "The cells are not separated by commas. Save the file as CSV with commas."


def test_several_rates_without_an_interval_are_named_together() -> None:
    bundle = listing_with(table({row: {"metric_type": "rate", "interval": ""} for row in (1, 2)}))

    (finding,) = findings_with(bundle, "MD-018")

    assert render(finding.message) == (
        "2 rates have no interval, so that the platform can't convert them. The first is on line 3. Add the number of "
        "seconds."
    )


def test_another_order_of_rows_is_left_alone() -> None:
    head, first, second, third = table().splitlines()

    assert findings_with(listing_with(f"{head}\n{third}\n{second}\n{first}"), "MD-047") == []


def test_metrics_that_differ_in_capital_letters_are_a_warning() -> None:
    name = "acme.queue.depth"
    (finding,) = findings_with(listing_with(table({2: {"metric_name": name.replace("d", "D", 1)}})), "MD-014")

    assert finding.severity is Severity.WARNING
    assert finding.message.parameters == {"name": "acme.queue.Depth", "other": name}
