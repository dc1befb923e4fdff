"""Subject SV: each check on a view with only that fault."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.checks.json_files import REMOVED, changed
from tilekit.checks.finding import Severity
from tilekit.core.messages import render

FILE = "assets/saved_views/a0.json"
GOOD: dict[str, object] = {
    "name": "Acme Widget errors",
    "page": "stream",
    "query": "source:acme-widget status:error",
    "type": "logs",
    "timerange": {"interval_ms": 900000},
    "visible_facets": ["status"],
    "options": {"columns": ["host"]},
}
BLOCKER = Severity.BLOCKER


def test_a_good_view_has_no_finding() -> None:
    assert findings_in(listing_with("saved_views", GOOD), "SV") == []


@pytest.mark.parametrize("page,shown", [(None, "null"), (True, "true"), (["stream"], '["stream"]'), (3, "3")])
def test_a_value_is_named_as_the_file_has_it(page: object, shown: str) -> None:
    finding = only_finding(listing_with("saved_views", changed(GOOD, {"/page": page, "/options": REMOVED})), "SV-004")
    assert finding.value == str(page), "waivers are bound to it"
    assert f"“{shown}”" in str(render(finding.message))


@pytest.mark.parametrize(
    "code,severity,changes,pointer,after",
    [
        ("SV-001", BLOCKER, {"/query": REMOVED}, "", None),
        ("SV-002", BLOCKER, {"/owner": "jo"}, "/owner", {}),
        ("SV-003", BLOCKER, {"/type": "metrics"}, "/type", None),
        ("SV-004", BLOCKER, {"/page": "map", "/options": REMOVED}, "/page", None),
        ("SV-005", BLOCKER, {"/options": []}, "/options", {"/options": {}}),
        ("SV-006", BLOCKER, {"/options/widget": "x"}, "/options/widget", {}),
        ("SV-007", BLOCKER, {"/page": "analytics"}, "/options/columns", {"/page": "analytics", "/options": {}}),
        ("SV-008", BLOCKER, {"/page": "process_overview", "/type": "process"}, "/options/columns",
         {"/page": "process_overview", "/type": "process", "/options": {}}),
        ("SV-009", BLOCKER, {"/page": "patterns"}, "/options", {"/page": "patterns", "/options": REMOVED}),
        ("SV-010", BLOCKER, {"/timerange": {}}, "/timerange", {}),
        ("SV-011", BLOCKER, {"/timerange/interval_ms": "900000"}, "/timerange/interval_ms", {}),
        ("SV-011", BLOCKER, {"/timerange/interval_ms": 0}, "/timerange/interval_ms", None),
        ("SV-011", BLOCKER, {"/timerange/interval_ms": None}, "/timerange/interval_ms", None),
        ("SV-016", Severity.WARNING, {"/name": ["Acme Widget"]}, "/name", None),
        ("SV-016", Severity.WARNING, {"/options/show_timeline": "true"}, "/options/show_timeline", None),
        ("SV-016", Severity.WARNING, {"/options/columns": "host"}, "/options/columns", None),
        ("SV-012", BLOCKER, {"/visible_facets": "status"}, "/visible_facets", {}),
        ("SV-012", BLOCKER, {"/visible_facets": [7]}, "/visible_facets", None),
        ("SV-013", Severity.WARNING, {"/query": "status:error"}, "/query",
         {"/query": "source:acme-widget status:error"}),
        ("SV-013", Severity.WARNING, {"/query": "-source:acme-widget"}, "/query",
         {"/query": "source:acme-widget -source:acme-widget"}),
        ("SV-013", Severity.WARNING, {"/query": "@datasource:x"}, "/query",
         {"/query": "source:acme-widget @datasource:x"}),
        ("SV-013", Severity.WARNING, {"/query": "source:acme-widget (status:error"}, "/query", None),
        ("SV-014", Severity.ADVICE, {"/name": "Errors"}, "/name", {"/name": "Acme Widget Errors"}),
    ],
)  # fmt: skip
def test_a_fault_gives_one_finding_with_its_place_and_fix(
    code: str, severity: Severity, changes: Mapping[str, object], *, pointer: str, after: Mapping[str, object] | None
) -> None:
    bundle = listing_with("saved_views", changed(GOOD, changes))
    finding = only_finding(bundle, code)

    assert (finding.severity, finding.file, finding.pointer) == (severity, FILE, pointer)
    assert finding.path.startswith("content.saved_views[")
    assert (finding.fix is None) == (after is None)
    if after is not None:
        assert json.loads(fixed_text(bundle, finding)) == changed(GOOD, after)


def test_second_view_of_a_name_is_told() -> None:
    finding = only_finding(listing_with("saved_views", GOOD, GOOD), "SV-014")

    assert (finding.file, finding.pointer, finding.fix) == (FILE.replace("a0", "a1"), "/name", None)


@pytest.mark.parametrize("value", [[], 7, {"options": 7, "timerange": 3, "page": {}, "type": []}])
def test_odd_shapes_raise_nothing(value: object) -> None:
    findings_in(listing_with("saved_views", value), "SV")


PIPELINE = """\
id: acme-widget
metric_id: acme-widget
facets:
- {name: Queue, path: acme.queue, source: log, groups: [Acme]}
pipeline:
  type: pipeline
  name: Acme Widget
  enabled: true
  filter: {query: "source:acme-widget"}
  processors: []
"""


def test_facets_come_from_the_pipeline_or_are_standard() -> None:
    view = changed(GOOD, {"/visible_facets": ["@acme.queue", "@http.method", "@mine", "service", "@yours"]})
    files = {"assets/logs/acme-widget.yaml": PIPELINE}
    bundle = listing_with("saved_views", view, files=files)
    finding = only_finding(bundle, "SV-015")

    assert (finding.severity, finding.pointer) == (Severity.ADVICE, "/visible_facets/2")
    assert finding.message.parameters == {"n": 2, "value": "@mine"}
    assert json.loads(fixed_text(bundle, finding))["visible_facets"] == ["@acme.queue", "@http.method", "service"]
    one = listing_with("saved_views", changed(GOOD, {"/options/columns": ["@mine"]}), files=files)
    assert only_finding(one, "SV-015").message.parameters == {"value": "@mine"}
    both = changed(GOOD, {"/visible_facets": ["@mine"], "/options/columns": ["@env", "@http.method", "@yours"]})
    bundle = listing_with("saved_views", both, files=files)
    finding = only_finding(bundle, "SV-015")
    assert [place.pointer for place in finding.other_places] == ["/options/columns/2"]
    fixed = json.loads(fixed_text(bundle, finding))
    assert (fixed["visible_facets"], fixed["options"]["columns"]) == ([], ["@env", "@http.method"])
    assert findings_in(listing_with("saved_views", view), "SV") == []
