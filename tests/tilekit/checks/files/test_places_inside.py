"""Faults inside a text of a JSON file are reported at their exact character, and only real faults are reported."""

from collections.abc import Mapping

import pytest

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.dashboards.boards import QUERY, board_listing
from tests.tilekit.checks.files.log_files import PIPELINE, with_logs
from tests.tilekit.checks.files.test_detection_rules import GOOD as RULE
from tests.tilekit.checks.files.test_detection_rules import with_rules
from tests.tilekit.checks.files.test_monitors import GOOD as MONITOR
from tests.tilekit.checks.json_files import changed
from tilekit.bundle import Bundle
from tilekit.checks.json_edits import offset_in
from tilekit.core.messages import render

LOOK = '{{#is_alert}}\nLook é "now" at {{queue.name}}, please, and at its consumers.\n{{/is_alert}}'


def bundle_of(subject: str, changes: Mapping[str, object]) -> Bundle:
    if subject == "DB":
        return board_listing(changes)
    if subject == "MN":
        return listing_with("monitors", changed(MONITOR, changes))
    return with_rules(changed(RULE, changes))


def codes(subject: str, changes: Mapping[str, object]) -> list[str]:
    return [one.code for one in findings_in(bundle_of(subject, changes), subject)]


@pytest.mark.parametrize(
    "code,changes,sign",
    [
        ("DB-059", {QUERY: "avg:acme_widget.queue.depth{$queue by {queue}"}, "{$queue by"),
        (
            "MN-016",
            {"/definition/query": "avg(last_5m):avg:acme_widget.queue.depth{*} by {queue > 1000"},
            "{queue > 1000",
        ),
        ("MN-020", {"/definition/message": LOOK.replace("please", "@slack-ops")}, "@slack-ops"),
        ("MN-022", {"/definition/message": LOOK.replace("{{/is_alert}}", "")}, "{{#is_alert}}"),
        ("MN-022", {"/definition/message": LOOK.replace("{{#", "{{/")}, "{{/is_alert}}"),
        ("MN-022", {"/definition/message": LOOK.replace("please", "{{zone.name}}")}, "zone.name"),
        ("SR-014", {"/queries/0/query": "source:acme-widget @evt.name:(login"}, "(login"),
        ("SR-023", {"/message": f"{RULE['message']}\n\n<script>x</script>"}, "<script>"),
        ("SR-023", {"/message": f'{RULE["message"]}\n\n"{{{{@zone.name}}}}"'}, "@zone.name"),
    ],
)
def test_the_place_is_that_of_the_sign(code: str, changes: Mapping[str, object], sign: str) -> None:
    bundle = bundle_of(code[:2], changes)
    finding = next(one for one in findings_in(bundle, code[:2]) if one.code == code)
    assert finding.line is not None
    assert finding.column is not None

    line = bundle.files[finding.file].decode().split("\n")[finding.line - 1]

    assert line[finding.column - 1 :].startswith(sign)


@pytest.mark.parametrize(
    "literal,at,offset",
    [
        ('"abc"', 0, 1),
        ('"abc"', 2, 3),
        (r'"a\nb"', 2, 4),
        (r'"\u00e9x"', 1, 7),
        (r'"\ud83d\ude00x"', 1, 13),
        ('"a"', 9, 2),
    ],
)
def test_escapes_count_as_one_character(literal: str, at: int, offset: int) -> None:
    assert offset_in(literal, at) == offset


@pytest.mark.parametrize(
    "condition,expected",
    [
        ("a > 5", []), ("a > 5 && (a < 9 || !a)", []), ('"a" >= 0.5', []), ("a > 5 and a < 9", []), ("", []),
        ("a >", ["SR-012"]), ("a > 5 &&", ["SR-012"]), ("(a > 5", ["SR-012"]), ("> 5", ["SR-012"]), ("a 5", ["SR-012"]),
    ],
)  # fmt: skip
def test_conditions_can_be_read(condition: str, expected: list[str]) -> None:
    assert [code for code in codes("SR", {"/cases/0/condition": condition}) if code == "SR-012"] == expected


def test_conditions_of_a_sequence_name_its_steps() -> None:
    steps = {"/options/sequenceDetectionOptions": {"steps": [{"name": "sign_in", "condition": "a > 5"}]}}

    assert "SR-012" not in codes("SR", {**steps, "/cases/0/condition": "sign_in > 0"})
    assert "SR-012" in codes("SR", {**steps, "/cases/0/condition": "deletion > 0"})


@pytest.mark.parametrize(
    "query,expected",
    [
        ("source:acme-widget @usr.email:jo@acme.io", ["SR-016"]),
        ("source:acme-widget env:test", ["SR-016"]),
        ("source:acme-widget -env:test", []),
        ("source:acme-widget @usr.email:*@acme.io", []),
        ("source:acme-widget @usr.name:root", []),
    ],
)
def test_one_persons_mail_address_is_an_own_value(query: str, expected: list[str]) -> None:
    assert [code for code in codes("SR", {"/queries/0/query": query}) if code == "SR-016"] == expected


@pytest.mark.parametrize("group,expected", [("@usr.id", []), ("host", []), ("@a (b", ["SR-014"]), (" @a", ["SR-014"])])
def test_groups_are_attributes_or_tags(group: str, expected: list[str]) -> None:
    assert [code for code in codes("SR", {"/queries/0/groupByFields": [group]}) if code == "SR-014"] == expected


def test_the_tactic_that_was_meant_is_named() -> None:
    (finding,) = findings_in(bundle_of("SR", {"/tags/2": "tactic:TA0043-reconaissance"}), "SR")

    assert render(finding.message).endswith("Did you mean tactic:TA0043-reconnaissance?")


@pytest.mark.parametrize("query", ["source:(acme-widget OR acme-proxy)", 'source:"acme-widget"', "source:acme-widget"])
def test_several_sources_are_looked_at_one_by_one(query: str) -> None:
    reported = findings_in(with_logs(PIPELINE.replace("query: source:acme-widget", f"query: '{query}'")), "LP")

    assert "LP-006" not in {one.code for one in reported}


@pytest.mark.parametrize(
    "code,changes",
    [
        ("DB-011", {"/description": "[[suggested_dashboards]]"}),
        ("DB-018", {"/widgets/0/definition/banner_img": "http://acme.example.org/a.png"}),
    ],
)
def test_what_an_export_leaves_behind_is_told(code: str, changes: Mapping[str, object]) -> None:
    assert codes("DB", changes) == [code]
