"""A broken part has one finding: its content is unknown, so other checks report nothing about it."""

import json

import pytest

from tests.tilekit.checks.agent.package import with_source
from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.checks.dashboards.boards import FILE as BOARD
from tests.tilekit.checks.dashboards.boards import GRAPH, board_listing, found_in
from tests.tilekit.checks.files.log_files import CASES, FILE, PIPELINE, TESTS
from tests.tilekit.checks.files.test_monitors import GOOD as TEMPLATE
from tests.tilekit.checks.files.test_oauth import GOOD as CLIENT
from tests.tilekit.checks.files.test_oauth import with_client
from tests.tilekit.checks.json_files import REMOVED, changed, text_of
from tests.tilekit.listing import DASHBOARD, METADATA, README, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks

BROKEN = '{"manifest_version": "2.0.0",}\n'


def codes(bundle: Bundle) -> set[str]:
    return {one.code for one in run_checks(bundle, Context()).findings}


def with_id(ident: str) -> Bundle:
    logs = {FILE: PIPELINE.replace("metric_id: ", "metric_id: other-").replace("\nid: ", "\nid: "), TESTS: CASES}
    files = {"assets/monitors/a0.json": text_of(TEMPLATE), **logs}
    monitors = {"Messages pile up": "assets/monitors/a0.json"}
    new = {"/assets/integration/source_type_id": REMOVED}
    return listing(manifest={"/app_id": ident, "/assets/monitors": monitors, **new}, files=files)


@pytest.mark.parametrize("ident", ["Acme-Widget", "acme_gadget", "acme-gadget-"])
def test_nothing_has_to_agree_with_an_id_of_another_form(ident: str) -> None:
    others = {"MF-008", "MN-012", "MN-013", "LP-002", "LP-043"}

    assert codes(with_id(ident)) & {*others, "MF-004"} == {"MF-004"}
    assert {"MF-008", "MN-012", "LP-002"} <= codes(with_id("acme-gadget"))


def test_nothing_has_to_agree_with_a_uuid_of_another_form() -> None:
    bundle = board_listing({f"{GRAPH}/definition/app_id": "other"}, manifest={"/app_uuid": "TBC"})

    assert codes(bundle) & {"MF-003", "DB-005"} == {"MF-003"}


def test_a_manifest_that_cannot_be_read_does_not_say_what_is_sent() -> None:
    stream = {"id": 99, "definition": {"type": "event_stream", "title": "Events", "query": "sources:acme-widget"}}
    board = changed(DASHBOARD, {"/widgets": [stream], "/template_variables": []})
    readme = README.replace("## Data Collected", "## Collected…")
    bundle = listing(readme=readme, files={"manifest.json": BROKEN, BOARD: text_of(board), "metadata.csv": None})

    assert codes(bundle) & {"GEN-001", "XC-003", "DB-060", "RM-013", "RM-018"} == {"GEN-001"}


def test_metrics_are_not_missed_while_a_row_cannot_be_read() -> None:
    row = next(line for line in METADATA.splitlines() if line.startswith("acme_widget.queue.depth,"))
    readme = README.replace("## Uninstallation", "See `acme_widget.queue.depth`.\n\n## Uninstallation")
    bundle = listing(readme=readme, files={"metadata.csv": METADATA.replace(row, f"{row},x,y")})

    assert codes(bundle) & {"MD-007", "XC-001", "XC-018", "RM-042"} == {"MD-007"}


def test_what_code_sends_is_not_missed_while_a_row_cannot_be_read() -> None:
    row = next(line for line in METADATA.splitlines() if line.startswith("acme_widget.queue.depth,"))

    assert findings_in(with_source({"metadata.csv": METADATA.replace(row, f"{row},x,y")}), "AC") == []


def test_own_metrics_are_nobody_elses_where_the_file_is_missing() -> None:
    bundle = listing(files={"metadata.csv": None})

    assert codes(bundle) & {"MF-046", "XC-002"} == {"MF-046"}


def test_what_code_sends_is_not_missed_in_a_file_that_is_not_there() -> None:
    assert findings_in(with_source({"metadata.csv": None}), "AC") == []


def test_variables_are_not_missed_one_by_one_where_there_is_no_list_of_them() -> None:
    codes = {one.code for one in found_in(board_listing({"/template_variables": REMOVED}))}

    assert codes & {"DB-003", "DB-054"} == {"DB-003"}


def test_a_private_redirect_address_is_no_customers_subdomain() -> None:
    local = changed(CLIENT, {"/integration/redirect_uris/-": "https://localhost:8080/callback"})

    assert [one.code for one in findings_in(with_client(local), "OA")] == ["OA-005"]


def test_plain_export_of_a_monitor_becomes_a_template_that_lacks_its_description() -> None:
    account = {"id": 1, "restriction_policy": None, "draft_status": "published", "priority": 2}
    bundle = listing_with("monitors", {**account, **json.loads(json.dumps(TEMPLATE["definition"]))})
    finding = only_finding(bundle, "MN-002")

    template = json.loads(fixed_text(bundle, finding))

    left = only_finding(listing_with("monitors", template), "MN-009")
    assert left.pointer == "/description"
    assert template["definition"] == {**TEMPLATE["definition"], "priority": 2}


def test_plain_export_with_too_long_a_name_is_not_promised_to_be_converted() -> None:
    plain = {**json.loads(json.dumps(TEMPLATE["definition"])), "name": "Messages pile up " * 6}
    finding = only_finding(listing_with("monitors", plain), "MN-002")

    assert finding.fix is None
    assert "onvert" not in finding.message.id


def test_a_file_that_nobody_can_read_is_told_at_its_field() -> None:
    files = {BOARD: '{"title": 1,\n 2', FILE: "id: a\n\tb: 1\n", TESTS: CASES}
    whole, broken = (run_checks(listing(files=given), Context()) for given in (files, {"manifest.json": BROKEN}))
    paths = {(one.code, one.file): one.path for report in (whole, broken) for one in report.findings}

    assert paths["GEN-001", BOARD].startswith("content.dashboards")
    assert paths["GEN-002", FILE] == "data.log_pipeline_yaml"
    assert paths["GEN-001", "manifest.json"] == ""
