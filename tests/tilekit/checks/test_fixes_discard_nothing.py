"""No fix deletes values of an unexpected form, or decides something that only a person can."""

import json
from collections.abc import Iterator

import pytest

from tests.tilekit.checks.check_runs import FIRST
from tests.tilekit.listing import DASHBOARD, MANIFEST, changed_manifest, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Fix
from tilekit.checks.fix_application import apply_fixes
from tilekit.checks.fixes import can_set

FILE = "manifest.json"


def fixes(bundle: Bundle) -> dict[str, Fix]:
    """Code -> fix, for findings in the manifest that have one."""
    report = run_checks(bundle, FIRST)
    assert report.unchecked == ()
    return {finding.code: finding.fix for finding in report.findings if finding.fix and finding.file == FILE}


def changed(changes: dict[str, object]) -> Bundle:
    return listing(files={FILE: changed_manifest(changes)})


@pytest.mark.parametrize(
    "pointer", ["/tile", "/assets", "/author", "/assets/integration", "/assets/integration/metrics"]
)
@pytest.mark.parametrize("shape", ["list", "object", "text"])
def test_values_of_another_form_survive_every_fix(pointer: str, shape: str) -> None:
    value = _value_at(MANIFEST, pointer)
    wrapped = {"list": [value], "object": {"value": value}, "text": json.dumps(value)}[shape]
    bundle = changed({pointer: wrapped})

    for code, fix in fixes(bundle).items():
        after = _value_at(json.loads(apply_fixes(bundle, [fix]).files[FILE]), pointer)
        assert set(_leaves(wrapped)) <= set(_leaves(after)), code


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)
    else:
        yield value


def _value_at(value: object, pointer: str) -> object:
    for part in pointer.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]  # type: ignore[index]
    return value


def test_manifest_in_a_list_is_not_written_anew() -> None:
    assert "MF-001" not in fixes(listing(files={FILE: json.dumps([MANIFEST])}))
    assert "MF-001" in fixes(listing(files={FILE: "[]\n"}))


def test_board_in_a_list_is_not_written_anew() -> None:
    path = "assets/dashboards/acme_widget_overview.json"
    bundle = listing(files={path: json.dumps([DASHBOARD])})
    fixes = [finding.fix for finding in run_checks(bundle, FIRST).findings if finding.fix and finding.file == path]

    assert fixes == []


@pytest.mark.parametrize("value", [{"a": 1}, ["link"], None, 7])
def test_kind_of_a_resource_may_be_anything(value: object) -> None:
    bundle = changed({"/tile/resources": [{"resource_type": value, "url": "https://acme.example.org"}]})

    report = run_checks(bundle, FIRST, select={"MF-029"})

    assert ([finding.code for finding in report.findings], report.unchecked) == (["MF-029"], ())


@pytest.mark.parametrize(
    "code, pointer, value, meant",
    [
        ("MF-037", "/display_on_public_website", "no", False),
        ("MF-037", "/display_on_public_website", "Yes", True),
        ("MF-042", "/assets/integration/events/creates_events", "true", True),
        ("MF-042", "/assets/integration/events/creates_events", "false", False),
        ("MF-053", "/assets/integration/auto_install", 0, False),
        ("MF-053", "/assets/integration/auto_install", "true", True),
    ],
)
def test_word_for_true_or_false_keeps_its_meaning(code: str, pointer: str, value: object, *, meant: bool) -> None:
    bundle = changed({pointer: value})

    after = apply_fixes(bundle, [fixes(bundle)[code]]).files[FILE]

    assert _value_at(json.loads(after), pointer) is meant


@pytest.mark.parametrize("value", [None, "maybe", [], {}])
def test_nobody_is_shown_on_the_public_site_unasked(value: object) -> None:
    assert "MF-037" not in fixes(changed({"/display_on_public_website": value}))


@pytest.mark.parametrize(
    "value, pointer, is_it",
    [
        ({}, "/a/b", True),
        ({"a": None}, "/a/b", True),
        ({"a": {"c": 1}}, "/a/b", True),
        ({"a": [1]}, "/a/0", True),
        ({"a": [1]}, "/a/b", False),
        ({"a": "text"}, "/a/b", False),
        ([{"a": 1}], "/a", False),
        ([], "/a", True),
        (7, "/a", False),
    ],
)
def test_way_to_a_pointer_is_free(value: object, pointer: str, *, is_it: bool) -> None:
    assert can_set(value, pointer) is is_it  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["4B3F8A52", ["4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11"]])
def test_uuid_that_may_be_published_is_not_replaced(value: object) -> None:
    report = run_checks(changed({"/app_uuid": value}), Context(), select={"MF-003"})

    assert [finding.fix for finding in report.findings] == [None]
    assert run_checks(changed({"/app_uuid": ""}), Context(), select={"MF-003"}).findings[0].fix is not None
