"""A fault has one finding, at its place: correct values elsewhere are not reported."""

import json

import pytest

from tests.tilekit.checks.agent.package import SOURCE, SPEC
from tests.tilekit.listing import MANIFEST, METADATA, REMOVED, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.fix_application import apply_fixes
from tilekit.checks.manifest.identity import kebab_case

ROW = next(line for line in METADATA.splitlines(keepends=True) if line.startswith("acme_widget.queue.depth,"))
HEADER = METADATA.splitlines(keepends=True)[0]
CHECK = {
    "agent_version": "7.0.0",
    "integration": "Acme Widget",
    "check": "acme_widget.can_connect",
    "statuses": ["ok", "critical"],
    "groups": ["host"],
    "name": "Acme Widget: can connect",
    "description": "Returns CRITICAL if the queues cannot be reached, OK otherwise.",
}
METRICS, NAME = "/assets/integration/metrics", "/assets/integration/source_type_name"


def codes(bundle: Bundle) -> list[str]:
    return sorted(one.code for one in run_checks(bundle, Context()).findings)


@pytest.mark.parametrize(
    "code, row",
    [
        ("MD-008", ROW.replace("acme_widget.queue.depth", "")),
        ("MD-010", ROW.replace("queue.depth", "queue depth!")),
        ("MD-011", ROW.replace("acme_widget.queue", "acme.queue")),
        ("MD-013", ROW.replace("queue.depth", "queue.depth" + "h" * 200)),
        ("MD-030", ROW.replace("queue.depth", "queue.dépth")),
    ],
)
def test_a_metric_is_not_missed_where_its_row_names_it_wrongly(code: str, row: str) -> None:
    assert codes(listing(files={"metadata.csv": METADATA.replace(ROW, row)})) == [code]


def test_dashboards_show_nobody_elses_metrics_while_the_prefix_is_that_of_none() -> None:
    assert codes(listing(manifest={f"{METRICS}/prefix": "widget."})) == ["XC-014"]


def test_metrics_of_which_the_manifest_says_nothing_are_one_finding() -> None:
    assert codes(listing(manifest={METRICS: REMOVED})) == ["MF-046"]
    assert codes(listing(manifest={f"{METRICS}/metadata_path": REMOVED})) == ["MF-046"]


def test_a_missing_prefix_is_one_finding() -> None:
    assert codes(listing(manifest={f"{METRICS}/prefix": REMOVED})) == ["MF-043"]


def test_an_unknown_column_in_the_place_of_a_known_one_is_one_finding() -> None:
    header = HEADER.replace("orientation", "polarity")

    assert codes(listing(files={"metadata.csv": METADATA.replace(HEADER, header)})) == ["MD-002"]


def test_nothing_is_missed_where_the_metrics_file_is_empty_or_not_there() -> None:
    tags = [tag for tag in MANIFEST["tile"]["classifier_tags"] if "Data Type" not in tag]  # type: ignore[index]
    bare = {"/tile/classifier_tags": tags, "/assets/dashboards": {}}

    for text, code in ((b"", "MD-001"), (None, "MF-046")):
        assert {code, "MF-026"} & set(codes(listing(manifest=bare, files={"metadata.csv": text}))) == {code}


@pytest.mark.parametrize("name", ["", "Acme Widget " * 8])
def test_nothing_has_to_agree_with_a_source_name_of_another_form(name: str) -> None:
    spec = "name: acme\nfiles: []\n"
    configured = {"/assets/integration/configuration": {"spec": SPEC}, NAME: name}
    reported_codes = codes(listing(manifest=configured, files={**SOURCE, SPEC: spec}))

    assert {"MF-039", "AC-024", "MD-040", "SC-013", "MF-040"} & set(reported_codes) == {"MF-039"}


@pytest.mark.parametrize(
    "title, code",
    [
        ("Acme Widget  ", "MF-009"),
        ("Acme\tWidget", "MF-009"),
        ("Acme Widget " + "and more " * 6 + "of it", "MF-009"),
        ("Acme Widget Integration", "MF-011"),
        ("Acme Widget \U0001f680", "MF-011"),
    ],
)
def test_a_title_of_another_form_is_compared_with_nothing(title: str, code: str) -> None:
    assert set(codes(listing(manifest={"/tile/title": title}))) - {"DB-008"} == {code}


def test_a_service_check_that_is_there_twice_is_one_finding() -> None:
    twice = json.dumps([CHECK, CHECK])
    other = json.dumps([CHECK, {**CHECK, "check": "acme_widget.can_log_in"}])

    assert [one for one in codes(listing(files={"assets/service_checks.json": twice})) if one[:2] == "SC"] == ["SC-005"]
    assert [one for one in codes(listing(files={"assets/service_checks.json": other})) if one[:2] == "SC"] == ["SC-007"]


def test_a_name_that_ends_in_a_number_keeps_it_in_the_id() -> None:
    assert (kebab_case("Auth0"), kebab_case("Bind 9"), kebab_case("3Scale 2")) == ("auth0", "bind-9", "scale-2")


def test_an_id_of_another_form_gets_the_name_of_its_folder() -> None:
    for ident in ("Acme_Widget", "acme-widget-", 5):
        fix = next(one.fix for one in run_checks(listing(manifest={"/app_id": ident}), Context()).findings)
        assert fix
        assert codes(apply_fixes(listing(manifest={"/app_id": ident}), [fix])) == []


def test_a_reserved_id_is_one_finding() -> None:
    reported_codes = codes(
        listing(manifest={"/app_id": "agent"}, files={"assets/service_checks.json": json.dumps([CHECK])})
    )

    assert "MF-005" in reported_codes
    assert "SC-006" not in reported_codes


def test_a_missing_source_name_is_taken_from_the_service_checks() -> None:
    checks = json.dumps([{**CHECK, "integration": "ACME Widget"}])
    bundle = listing(manifest={NAME: ""}, files={"assets/service_checks.json": checks})
    fix = next(one.fix for one in run_checks(bundle, Context()).findings if one.code == "MF-039")

    assert {"SC-013", "MD-040"} & set(codes(apply_fixes(bundle, [fix] if fix else []))) == set()


def test_a_header_that_is_added_fits_the_rows() -> None:
    rows = METADATA.split("\n", 1)[1]
    (finding,) = (one for one in run_checks(listing(files={"metadata.csv": rows}), Context()).findings)
    after = apply_fixes(listing(files={"metadata.csv": rows}), [finding.fix] if finding.fix else [])

    assert finding.code == "MD-001"
    assert codes(after) == []


@pytest.mark.parametrize("sign", [";", "\t"])
def test_cells_that_another_sign_separates_are_one_finding(sign: str) -> None:
    bundle = listing(files={"metadata.csv": METADATA.replace(",", sign)})
    (finding,) = run_checks(bundle, Context()).findings

    assert finding.code == "MD-001"
    assert "comma" in finding.message.id
    after = apply_fixes(bundle, [finding.fix] if finding.fix else [])
    assert after.files["metadata.csv"].decode() == METADATA


def test_cells_with_quotation_marks_are_kept_when_commas_separate_them() -> None:
    text = 'metric_name;metric_type;description\r\nacme_widget.size;gauge;"a; ""b"", c"\r\n'
    bundle = listing(files={"metadata.csv": text})
    finding = next(one for one in run_checks(bundle, Context()).findings if one.code == "MD-001")

    after = apply_fixes(bundle, [finding.fix] if finding.fix else [])

    assert after.files["metadata.csv"].decode().splitlines()[1] == 'acme_widget.size,gauge,"a; ""b"", c"'


def test_logs_without_a_pipeline_are_one_finding() -> None:
    logs = ["Submitted Data Type::Logs", "Category::Log Collection"]
    bundle = listing(manifest={"/tile/classifier_tags": [*MANIFEST["tile"]["classifier_tags"], *logs]})  # type: ignore[index]

    assert {"XC-009", "XC-010"} & set(codes(bundle)) == {"XC-010"}


def test_pictures_of_a_readme_that_cannot_be_read_are_not_told_off() -> None:
    assert codes(listing(files={"README.md": b"\xff\xfe\x00", "images/steps.png": b""})) == ["GEN-003"]
