"""Cells that contain only spaces: optional ones are emptied, required ones are reported as missing."""

import pytest

from tests.tilekit.checks.check_runs import findings_in, fixed_text
from tests.tilekit.checks.metrics.files import listing_with, table
from tests.tilekit.listing import METADATA, listing
from tilekit.bundle import Bundle
from tilekit.checks.finding import Severity
from tilekit.core.messages import render


def with_cell(at: int, text: str) -> Bundle:
    head, first, *rest = METADATA.splitlines(keepends=True)
    cells = first.rstrip("\n").split(",")
    cells[at] = text
    return listing(files={"metadata.csv": "".join([head, ",".join(cells) + "\n", *rest])})


@pytest.mark.parametrize("blank", ["  ", "\t", '" "'])
@pytest.mark.parametrize(
    "column,at", [("interval", 2), ("unit_name", 3), ("per_unit_name", 4), ("curated_metric", 9), ("sample_tags", 10)]
)
def test_cell_of_spaces_is_told_once_and_emptied(column: str, at: int, blank: str) -> None:
    bundle = with_cell(at, blank)
    (finding,) = [one for one in findings_in(bundle, "MD") if one.severity is not Severity.ADVICE]

    message = f"The {column} cell for acme_widget.queue.consumers contains only spaces. Leave it empty."
    assert (finding.code, render(finding.message), finding.line) == ("MD-053", message, 2)
    assert (
        fixed_text(bundle, finding).encode() == with_cell(at, blank.replace(blank.strip('"'), "")).files["metadata.csv"]
    )


@pytest.mark.parametrize(
    "at,code", [(0, "MD-008"), (1, "MD-015"), (5, "MD-028"), (6, "MD-036"), (7, "MD-039"), (8, "MD-041")]
)
def test_cell_of_spaces_that_needs_a_value_is_missing_it(at: int, code: str) -> None:
    assert {one.code for one in findings_in(with_cell(at, "  "), "MD")} >= {code}
    assert "MD-053" not in {one.code for one in findings_in(with_cell(at, "  "), "MD")}


def test_a_tab_is_named_because_nobody_sees_it() -> None:
    findings = findings_in(listing_with(table({1: {"description": "\tMessages that wait."}})), "MD")

    assert {finding.code: finding.message.id for finding in findings} == {
        "MD-050": "The {column_name} cell for {name} starts with {what}. Remove it.",
        "MD-033": "The {column_name} cell for {name} starts with {what}. Remove it.",
    }
