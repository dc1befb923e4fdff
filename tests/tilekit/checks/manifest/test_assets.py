import pytest

from tests.tilekit.checks.check_runs import only_finding
from tests.tilekit.checks.manifest.cases import INTEGRATION, B, Case, W, assert_fixed, assert_found, case, name_of
from tests.tilekit.listing import listing
from tilekit.checks.context import Context

CASES = [
    case(
        "MF-048",
        B,
        {f"{INTEGRATION}/service_checks/metadata_path": "assets/sc.json"},
        "assets/sc.json",
        f"{INTEGRATION}/service_checks/metadata_path",
        path="data.service_checks_json",
    ),
    case(
        "MF-049",
        B,
        {"/assets/monitors": {"a": "assets/monitors/a.json"}},
        "monitors/a.json",
        "/assets/monitors/a",
        path="content.monitors[%].short_name",
    ),
    case("MF-049", B, {"/assets/oauth": "assets/oauth_clients.json"}, '"oauth"', "/assets/oauth"),
    case(
        "MF-051",
        B,
        {"/assets/dashboards": {"a" * 81: "assets/dashboards/acme_widget_overview.json"}},
        "aaa",
        f"/assets/dashboards/{'a' * 81}",
        path="content.dashboards[%].short_name",
    ),
    case(
        "MF-052",
        W,
        {"/assets/logs": {"source": "Acme Widget"}},
        '"source"',
        "/assets/logs/source",
        path="data.logs_source",
        fixed_to='"acmewidget"',
    ),
    case(
        "MF-052",
        W,
        {"/assets/logs": {"source": "acme"}},
        '"source"',
        "/assets/logs/source",
        path="data.logs_source",
        fixed_to='"acme-widget"',
        files={"assets/logs/acme-widget.yaml": "id: acme\npipeline: {filter: {query: 'source:acme-widget'}}\n"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


def test_forgotten_dashboard_can_be_named() -> None:
    path = "assets/dashboards/acme_widget_overview.json"
    bundle = listing(manifest={"/assets/dashboards": {}})

    finding = only_finding(bundle, "MF-050")

    assert (finding.severity, finding.file, finding.line, finding.path) == (W, path, 1, "content.dashboards")
    assert finding.fix is not None
    assert [edit.file for edit in finding.fix.edits] == ["manifest.json"]
    assert f'"Acme Widget Overview": "{path}"' in finding.fix.edits[0].replacement


def test_lost_service_checks_can_be_written() -> None:
    bundle = listing(files={"assets/service_checks.json": None})

    finding = only_finding(bundle, "MF-048")

    assert finding.fix is not None
    assert [(edit.file, edit.replacement) for edit in finding.fix.edits] == [("assets/service_checks.json", "[]\n")]


def test_missing_entry_that_was_published_is_not_dropped() -> None:
    bundle = listing(files={"assets/dashboards/acme_widget_overview.json": None})

    assert only_finding(bundle, "MF-049").fix is not None
    assert only_finding(bundle, "MF-049", context=Context(published=listing())).fix is None


def test_file_under_two_keys_is_reported_at_the_second() -> None:
    path = "assets/dashboards/acme_widget_overview.json"
    bundle = listing(manifest={"/assets/dashboards": {"overview": path, "again": path}})

    assert only_finding(bundle, "MF-050").pointer == "/assets/dashboards/again"
