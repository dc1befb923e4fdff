"""Subjects LP and LT: each check on a pipeline or a tests file with only that fault."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.check_runs import findings_in, only_finding
from tests.tilekit.checks.json_files import REMOVED, changed
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.finding import Scope, Severity
from tilekit.core.messages import Message

FILE, TESTS = "assets/logs/acme-widget.yaml", "assets/logs/acme-widget_tests.yaml"
ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER


def _remapper(kind: str, source: str) -> dict[str, object]:
    return {"type": kind, "name": f"Map {source}", "enabled": True, "sources": [source]}


GROK: dict[str, object] = {
    "type": "grok-parser",
    "name": "Read the line",
    "enabled": True,
    "source": "text",
    "samples": ["up 7"],
    "grok": {"matchRules": "state.up %{word:acme.state} %{integer:acme.number}", "supportRules": ""},
}
RENAME: dict[str, object] = {
    "type": "attribute-remapper",
    "name": "Map ip to network.client.ip",
    "enabled": True,
    "sources": ["ip"],
    "sourceType": "attribute",
    "target": "network.client.ip",
    "targetType": "attribute",
    "preserveSource": False,
}
PROCESSORS = [
    GROK,
    _remapper("date-remapper", "time"),
    _remapper("status-remapper", "level"),
    _remapper("service-remapper", "service"),
    _remapper("message-remapper", "text"),
    RENAME,
]
GOOD: dict[str, object] = {
    "id": "acme-widget",
    "metric_id": "acme-widget",
    "backend_only": False,
    "facets": [{"groups": ["Acme Widget"], "name": "State", "path": "acme.state", "source": "log"}],
    "pipeline": {
        "type": "pipeline",
        "name": "Acme Widget",
        "enabled": True,
        "filter": {"query": "source:acme-widget"},
        "processors": PROCESSORS,
    },
}


def sample(state: str, number: int) -> dict[str, object]:
    """A test with the result of our engine."""
    sent = {"time": "2024-01-01T00:00:00Z", "level": "warn", "service": "web", "text": f"{state} {number}"}
    custom = {key: value for key, value in sent.items() if key != "text"}
    result = {
        "custom": {**custom, "acme": {"state": state, "number": number}, "network": {"client": {"ip": "192.0.2.1"}}},
        "message": f"{state} {number}",
        "service": "web",
        "status": "warn",
        "tags": ["source:LOGS_SOURCE"],
        "timestamp": 1704067200000,
    }
    return {"sample": json.dumps({**sent, "ip": "192.0.2.1"}), "result": result}


GOOD_TESTS: dict[str, object] = {"id": "acme-widget", "tests": [sample("up", 7), sample("down", 8)]}
SUM = {"type": "arithmetic-processor", "name": "Sum", "target": "x"}
RULE, RULES = "good %{word:acme.state} %{integer:x}", "/pipeline/processors/0/grok/matchRules"
P, QUERY, FACET = "/pipeline/processors", "/pipeline/filter/query", "/facets/0"


def with_logs(pipeline: object = GOOD, tests: object = GOOD_TESTS) -> Bundle:
    files = {path: json.dumps(value, indent=1) for path, value in ((FILE, pipeline), (TESTS, tests)) if value}
    return listing(manifest={"/assets/logs": {"source": "acme-widget"}}, files=files)


def category(**rest: object) -> dict[str, object]:
    processor = {"type": "category-processor", "name": "Sort", "enabled": True, "target": "kind"}
    return {**processor, "categories": [{"name": "a", "filter": {"query": "@a:b"}, **rest}]}


def test_a_good_pipeline_and_its_tests_have_no_finding() -> None:
    assert findings_in(with_logs(), "LP") == []
    assert findings_in(with_logs(), "LT") == []


@pytest.mark.parametrize(
    "code,severity,changes,pointer",
    [
        ("LP-001", BLOCKER, {"/pipeline": REMOVED}, ""),
        ("LP-001", BLOCKER, {"/owner": "jo"}, "/owner"),
        ("LP-004", BLOCKER, {"/pipeline/name": ""}, "/pipeline"),
        ("LP-004", BLOCKER, {"/pipeline/enabled": "yes"}, "/pipeline"),
        ("LP-005", BLOCKER, {QUERY: "service:acme"}, QUERY),
        ("LP-006", BLOCKER, {QUERY: "source:Acme-Widget"}, QUERY),
        ("LP-006", BLOCKER, {QUERY: "source:acme*"}, QUERY),
        ("LP-007", ADVICE, {QUERY: "source:acme-widget @a:b"}, QUERY),
        ("LP-009", BLOCKER, {f"{P}/5/type": "magic"}, f"{P}/5/type"),
        ("LP-009", BLOCKER, {f"{P}/5/target": REMOVED}, f"{P}/5"),
        ("LP-009", BLOCKER, {f"{P}/1/sources": []}, f"{P}/1"),
        ("LP-009", BLOCKER, {f"{P}/5/target": ""}, f"{P}/5"),
        ("LP-009", BLOCKER, {f"{P}/-": {"type": "lookup-processor", "name": "L", "source": "a", "target": "b",
                                        "lookupTable": ""}}, f"{P}/6"),
        ("LP-010", ADVICE, {f"{P}/5/name": ""}, f"{P}/5"),
        ("LP-011", WARNING, {f"{P}/5/enabled": False}, f"{P}/5/enabled"),
        ("LP-044", WARNING, {f"{P}/5/enabled": "yes"}, f"{P}/5/enabled"),
        ("LP-044", WARNING, {"/facets": "state"}, "/facets"),
        ("LP-044", WARNING, {f"{P}/1/sources": "time", "/facets/0/facetType": "list"}, f"{P}/1/sources"),
        ("LP-045", WARNING, {"/facets/0/facetType": "scale"}, "/facets/0/facetType"),
        ("LP-045", WARNING, {"/facets/0/unit": {"family": "length", "name": "meter"}}, "/facets/0/unit/family"),
        ("LP-044", WARNING, {"/pipeline": "acme-widget"}, "/pipeline"),
        ("LP-045", WARNING, {f"{P}/5/preserveSource": "no"}, f"{P}/5/preserveSource"),
        ("LP-045", WARNING, {f"{P}/5/targetFormat": "number"}, f"{P}/5/targetFormat"),
        ("LP-014", WARNING, {f"{P}/1": REMOVED}, P),
        ("LP-015", WARNING, {f"{P}/2": REMOVED}, P),
        ("LP-016", ADVICE, {f"{P}/3": REMOVED}, P),
        ("LP-017", ADVICE, {f"{P}/4": REMOVED}, P),
        ("LP-018", WARNING, {f"{P}/-": _remapper("date-remapper", "time")}, f"{P}/6"),
        ("LP-018", WARNING, {f"{P}/2/sources": ["level", "severity"], f"{P}/-": _remapper("status-remapper", "level")},
         f"{P}/6"),
        ("LP-019", ADVICE, {f"{P}/5/preserveSource": True}, f"{P}/5/preserveSource"),
        ("LP-020", WARNING, {f"{P}/5/target": "ip"}, f"{P}/5/target"),
        ("LP-020", WARNING, {f"{P}/5/targetType": "facet"}, f"{P}/5/targetType"),
        ("LP-021", WARNING, {f"{P}/5/target": "status"}, f"{P}/5/target"),
        ("LP-024", BLOCKER, {RULES: "a %{word:acme.state} %{integer:x}\na %{word:y}"}, RULES),
        ("LP-024", BLOCKER, {RULES: f"{RULE}\n%{{word:x}}"}, RULES),
        ("LP-024", BLOCKER, {RULES: f"{RULE}\na %{{word:x"}, RULES),
        ("LP-025", ADVICE, {RULES: "a %{data:acme.state} %{integer:x}"}, RULES),
        ("LP-025", ADVICE, {RULES: "a (%{greedyData:acme.state}) %{integer:x}"}, RULES),
        ("LP-025", ADVICE, {RULES: 'a %{regex("(.*)"):acme.state} %{integer:x}'}, RULES),
        ("LP-026", ADVICE, {RULES: "\n".join(f"r{n} %{{word:acme.state}} %{{integer:x}}" for n in range(11))},
         RULES),
        ("LP-027", WARNING, {f"{P}/0/samples": []}, f"{P}/0/samples"),
        ("LP-030", WARNING, {f"{P}/-": category(name="")}, f"{P}/6/categories/0"),
        ("LP-031", BLOCKER, {f"{P}/-": {**SUM, "expression": "(a"}},
         f"{P}/6/expression"),
        ("LP-031", BLOCKER, {f"{P}/-": {"type": "string-builder-processor", "name": "B", "target": "acme.b",
                                        "template": "a %{ }"}}, f"{P}/6/template"),
        ("LP-031", BLOCKER, {f"{P}/-": {"type": "lookup-processor", "name": "L", "source": "a", "target": "b",
                                        "lookupTable": "x,1\nx,2"}}, f"{P}/6/lookupTable"),
        ("LP-031", BLOCKER, {f"{P}/-": {"type": "lookup-processor", "name": "L", "source": "a", "target": "b",
                                        "lookupTable": "x"}}, f"{P}/6/lookupTable"),
        ("LP-033", BLOCKER, {f"{FACET}/groups": []}, FACET),
        ("LP-033", BLOCKER, {f"{FACET}/source": "metric"}, f"{FACET}/source"),
        ("LP-034", WARNING, {"/facets/-": {"groups": ["A"], "name": "State", "path": "acme.number", "source": "log"}},
         "/facets/1/name"),
        ("LP-035", WARNING, {f"{FACET}/path": "level"}, f"{FACET}/path"),
        ("LP-037", WARNING, {f"{FACET}/path": "network.client.ip"}, FACET),
        ("LP-038", BLOCKER, {f"{FACET}/facetType": "range", f"{FACET}/type": "string"}, f"{FACET}/type"),
        ("LP-038", BLOCKER, {f"{FACET}/type": "text"}, f"{FACET}/type"),
        ("LP-043", ADVICE, {"/metric_id": "other"}, "/metric_id"),
    ],
)  # fmt: skip
def test_a_pipeline_with_a_fault_gives_one_finding(
    code: str, severity: Severity, changes: Mapping[str, object], pointer: str
) -> None:
    finding = only_finding(with_logs(changed(GOOD, changes)), code)

    assert (finding.severity, finding.file, finding.pointer) == (severity, FILE, pointer)
    assert finding.path == "data.log_pipeline_yaml"
    assert finding.line is not None


@pytest.mark.parametrize(
    "processor,reason",
    [
        ({"type": "array-processor", "operation": {"type": "length", "source": "a"}}, "it has no {key}"),
        ({"type": "array-processor", "operation": {"type": "join", "source": "a", "target": "b"}},
         "the operation {name} does not exist"),
        ({"type": "array-processor", "operation": {"type": "select", "source": "a", "target": "b", "filter": "(c",
                                                   "valueToExtract": "d"}}, "an opening bracket is never closed"),
        ({"type": "decoder-processor", "source": "a", "target": "b", "binaryToTextEncoding": "rot13",
          "inputRepresentation": "utf_8"}, "the encoding {name} is not supported"),
        ({"type": "schema-processor", "schema": {"schemaType": "other"}, "mappers": []},
         "the schema {name} is not supported"),
    ],
)  # fmt: skip
def test_a_processor_that_our_engine_cannot_read_is_a_warning(processor: dict[str, object], reason: str) -> None:
    bundle = with_logs(changed(GOOD, {f"{P}/-": {**processor, "name": "N", "enabled": True}}))

    finding = only_finding(bundle, "LP-009")

    assert (finding.severity, finding.pointer) == (WARNING, f"{P}/6")
    reported_reason = finding.message.parameters["reason"]
    assert isinstance(reported_reason, Message)
    assert reported_reason.id == reason


def test_a_processor_without_a_type_is_told_so() -> None:
    finding = only_finding(with_logs(changed(GOOD, {f"{P}/5/type": REMOVED})), "LP-009")

    assert finding.message.id == "This processor has no type. Add one."


def _status(source: str, **rest: object) -> dict[str, object]:
    return {**_remapper("status-remapper", source), **rest}


@pytest.mark.parametrize(
    "changes",
    [
        {f"{P}/-": _remapper("status-remapper", "severity")},
        {P: [*PROCESSORS[:2], _status("level", enabled=False), *PROCESSORS[2:]]},
        {f"{P}/1/sources": ["time", "date"], f"{P}/-": _remapper("date-remapper", "time")},
    ],
)
def test_remappers_that_have_an_effect_are_left_alone(changes: Mapping[str, object]) -> None:
    assert findings_in(with_logs(changed(GOOD, changes)), "LP-018") == []


@pytest.mark.parametrize("rule", ["%{data::json}", '%{data:acme.list:array("{}", ";", integer)} '])
def test_a_filter_may_read_a_whole_text(rule: str) -> None:
    assert findings_in(with_logs(changed(GOOD, {RULES: f"acme.all {rule}"})), "LP-025") == []


@pytest.mark.parametrize(
    "processor",
    [
        {"type": "lookup-processor", "source": "a", "target": "b", "lookupEnrichmentTable": "accounts"},
        {"type": "exclude-attribute", "attributeToExclude": "a"},
    ],
)
def test_processors_of_the_documentation_are_known(processor: dict[str, object]) -> None:
    assert findings_in(with_logs(changed(GOOD, {f"{P}/-": {**processor, "name": "N", "enabled": True}})), "LP") == []


@pytest.mark.parametrize(
    "rule", ["%{data}", "%{data:acme.state}", "%{data:acme.list:json} %{word:x}", "%{data:x:json}.*"]
)
def test_what_begins_with_anything_is_slow(rule: str) -> None:
    assert only_finding(with_logs(changed(GOOD, {RULES: f"acme.all {rule}"})), "LP-025").severity is ADVICE


def test_an_attribute_that_no_processor_sets_is_told_so() -> None:
    finding = only_finding(with_logs(changed(GOOD, {f"{P}/5/target": "host"})), "LP-021")

    assert (
        finding.message.id == "{value} is a reserved attribute that no processor can set. This remapper creates a "
        "different attribute with the same name. Choose another target."
    )


def test_an_id_that_is_not_the_listings_is_told() -> None:
    bundle = with_logs(changed(GOOD, {"/id": "acme"}), changed(GOOD_TESTS, {"/id": "acme"}))

    assert [finding.code for finding in findings_in(bundle, "LP")] == ["LP-002", "LP-003"]


def test_an_empty_pipeline_is_told() -> None:
    bundle = with_logs(changed(GOOD, {P: [], "/facets": []}))

    assert only_finding(bundle, "LP-008").severity is BLOCKER


def test_pipelines_are_nested_once_and_have_twenty_processors() -> None:
    inner = {"type": "pipeline", "name": "In", "enabled": True, "filter": {"query": "@a:b"}, "processors": [RENAME]}
    twice = {**inner, "processors": [inner]}

    assert findings_in(with_logs(changed(GOOD, {f"{P}/-": inner})), "LP") == []
    assert only_finding(with_logs(changed(GOOD, {f"{P}/-": twice})), "LP-013").pointer == f"{P}/6/processors/0"
    many = {**inner, "processors": [RENAME] * 21}
    assert only_finding(with_logs(changed(GOOD, {f"{P}/-": many})), "LP-012").pointer == f"{P}/6/processors"


@pytest.mark.parametrize("pipeline,tests,path", [(GOOD, None, TESTS), (None, GOOD_TESTS, FILE)])
def test_both_files_are_there(pipeline: object, tests: object, path: str) -> None:
    finding = only_finding(with_logs(pipeline, tests), "LP-003")

    assert finding.severity is BLOCKER
    assert finding.path == ("data.log_tests_yaml" if path == TESTS else "data.log_pipeline_yaml")


def test_a_missing_file_is_asked_for_once_in_a_submission() -> None:
    manifest = {"/assets/logs": {"source": "acme-widget"}, "/tile/classifier_tags/-": "Submitted Data Type::Logs"}
    bundle = listing(manifest=manifest, files={FILE: json.dumps(GOOD)})

    findings = [*findings_in(bundle, "LP", scope=Scope.SUBMISSION), *findings_in(bundle, "FD", scope=Scope.SUBMISSION)]

    assert [one.code for one in findings if one.path == "data.log_tests_yaml"] == ["FD-001"]


@pytest.mark.parametrize(
    "code,severity,changes,pointer",
    [
        ("LT-001", BLOCKER, {"/id": "other"}, "/id"),
        ("LT-002", BLOCKER, {"/tests": []}, "/tests"),
        ("LT-002", BLOCKER, {"/tests/0/sample": ""}, "/tests/0"),
        ("LT-004", BLOCKER, {"/tests/0/result": {}}, "/tests/0"),
        ("LT-006", WARNING, {"/tests/0/result/timestamp": REMOVED}, "/tests/0/result"),
        ("LT-008", WARNING, {"/tests/0/sample": '{"a": '}, "/tests/0/sample"),
        ("LT-008", WARNING, {"/tests/0/sample": '{"custom": {}, "message": "", "tags": []}'}, "/tests/0/sample"),
        ("LT-012", ADVICE, {"/tests/0/note": "x"}, "/tests/0"),
    ],
)
def test_tests_with_a_fault_give_one_finding(
    code: str, severity: Severity, changes: Mapping[str, object], pointer: str
) -> None:
    # Changing a result makes it differ from our engine's, which is also reported.
    reported = [one for one in findings_in(with_logs(GOOD, changed(GOOD_TESTS, changes)), "LT") if one.code != "LT-005"]

    (finding,) = reported
    assert finding.code == code
    assert (finding.severity, finding.file, finding.pointer) == (severity, TESTS, pointer)
    assert finding.path == "data.log_tests_yaml"


def test_one_sample_is_enough_for_one_kind_of_log() -> None:
    tests = changed(GOOD_TESTS, {"/tests/1": REMOVED})
    two = with_logs(changed(GOOD, {RULES: f"{RULE}\nbad %{{word:acme.state}}!"}), tests)

    assert findings_in(with_logs(GOOD, tests), "LT") == []
    assert [one.pointer for one in findings_in(two, "LT") if one.code == "LT-003"] == ["/tests"]


@pytest.mark.parametrize(
    "value", [[7], {"id": 7, "pipeline": []}, {"pipeline": {"processors": [7, {}], "filter": 3}, "facets": [7, {}]}]
)
def test_odd_shapes_raise_nothing(value: object) -> None:
    for subject in ("LP", "LT"):
        findings_in(with_logs(value, value), subject)
