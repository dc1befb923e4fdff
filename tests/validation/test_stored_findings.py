"""How findings are stored: every character that partners upload can be stored and is read back."""

import pytest

from tests.validation.live_scene import checked
from tilekit.checks.finding import Finding, Fix, Severity
from tilekit.core.messages import Message
from validation.models import LiveFinding, Run
from validation.stored_findings import as_live_row, as_row, finding_as_json, finding_from_json, from_row

pytestmark = pytest.mark.django_db
ODD = "a\0b\ud800c"
FOUND = Finding(
    code="MD-001",
    severity=Severity.WARNING,
    path="data.metadata_csv",
    file=f"{ODD}.csv",
    line=3,
    column=1,
    pointer=f"/{ODD}",
    message=Message("{value} is odd, {inner}", {"value": ODD, "inner": Message("{x}", {"x": ODD}), "n": 3}),
    fingerprint="f" * 16,
    fix=Fix(title=Message("Take out {value}", {"value": ODD})),
    place=f"{ODD}.csv#/{ODD}",
    value=ODD,
)


def test_odd_signs_are_stored_as_signs_that_stand_for_them() -> None:
    row = as_live_row(FOUND, checked(), was_in_previous_release=False, is_new=False)
    LiveFinding.objects.bulk_create([row])

    stored = from_row(LiveFinding.objects.get())

    assert (stored.file, stored.pointer) == ("a\ufffdb\ufffdc.csv", "/a\ufffdb\ufffdc")
    assert stored.message.parameters["value"] == "a\ufffdb\ufffdc"
    assert finding_from_json(finding_as_json(FOUND)).message == stored.message


def test_stored_finding_is_read_as_it_was_written() -> None:
    finding = Finding(
        code="MD-001",
        severity=Severity.WARNING,
        path="data.metadata_csv",
        file="metadata.csv",
        line=3,
        column=4,
        pointer="/a",
        message=Message("{name} is odd", {"name": "x"}),
        fingerprint="f" * 16,
        fix=Fix(title=Message("Repair")),
    )

    assert from_row(as_row(finding, Run())) == finding
    assert finding_from_json(finding_as_json(finding)) == finding


def test_of_a_fix_no_more_than_its_title_is_kept() -> None:
    assert finding_as_json(FOUND)["fix"] == {
        "title": {"id": "Take out {value}", "parameters": {"value": "a\ufffdb\ufffdc"}}
    }
