"""What findings are kept as: every sign that partners upload can be stored, and comes back."""

import pytest
from msgspec.structs import replace

from tests.listings.scene import NOW
from tests.validation.live_scene import checked
from tilekit.checks.engine import Known
from tilekit.checks.finding import Finding, Fix, Severity
from tilekit.core.messages import Message
from validation.actions import keep_pure_part
from validation.kept import known_of
from validation.models import LiveFinding
from validation.stored import as_json, as_live_row, from_json, from_row

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
    row = as_live_row(FOUND, checked(), is_old=False, is_new=False)
    LiveFinding.objects.bulk_create([row])

    told = from_row(LiveFinding.objects.get())

    assert (told.file, told.pointer) == ("a\ufffdb\ufffdc.csv", "/a\ufffdb\ufffdc")
    assert told.message.parameters["value"] == "a\ufffdb\ufffdc"
    assert from_json(as_json(FOUND)).message == told.message


def test_what_is_kept_for_the_next_run_comes_back_to_the_letter() -> None:
    said = replace(FOUND, fix=Fix(title=Message("Take it out")))
    keep_pure_part("reading", Known(codes=frozenset({"MD-001"}), findings=(said,)), now=NOW)

    assert known_of("reading") == Known(codes=frozenset({"MD-001"}), findings=(said,))


def test_of_a_fix_no_more_than_its_title_is_kept() -> None:
    assert as_json(FOUND)["fix"] == {"title": {"id": "Take out {value}", "parameters": {"value": "a\ufffdb\ufffdc"}}}
