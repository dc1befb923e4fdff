"""Subjects LP and LT, for checks that run or compile the pipeline: places are exact to line and column."""

import json
from collections.abc import Mapping
from datetime import date

import pytest

from tests.tilekit.checks.check_runs import FIRST, findings_in, findings_with, only_finding
from tests.tilekit.checks.files.test_logs import (
    ADVICE,
    BLOCKER,
    FACET,
    FILE,
    GOOD,
    GOOD_TESTS,
    GROK,
    RULE,
    RULES,
    TESTS,
    WARNING,
    P,
    category,
    changed,
    sample,
    with_logs,
)  # fmt: skip
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Finding, Severity
from tilekit.core.messages import render

PIPELINE_FIELD, TESTS_FIELD = "data.log_pipeline_yaml", "data.log_tests_yaml"
YAML = """\
id: acme-widget
pipeline:
  type: pipeline
  name: Acme Widget
  enabled: true
  filter:
    query: source:acme-widget
  processors:
    - type: grok-parser
      name: Read the line
      enabled: true
      source: message
      samples: ["up 7"]
      grok:
        supportRules: ""
        matchRules: |
          # the state first
          state.up %{word:acme.state} %{integer:acme.number}
          other %{BAD}
"""


GROK_LATE = {**GROK, "grok": {"matchRules": "state.up %{word:acme.late} %{integer}", "supportRules": ""}}


def of_type(kind: str, **rest: object) -> dict[str, object]:
    return {"type": kind, "name": f"Do {kind}", "enabled": True, **rest}


def remapper(source: str, target: str, **rest: object) -> dict[str, object]:
    kinds = {"sourceType": "attribute", "targetType": "attribute", "preserveSource": False}
    return {**of_type("attribute-remapper", sources=[source], target=target), **kinds, **rest}


def facet(path: str, **rest: object) -> dict[str, object]:
    return {"groups": ["Acme Widget"], "name": path, "path": path, "source": "log", **rest}


def found_in_tests(changes: Mapping[str, object], *, context: Context = FIRST) -> list[Finding]:
    """The findings about changed tests, without LT-005, which reports the different result."""
    findings = findings_in(with_logs(GOOD, changed(GOOD_TESTS, changes)), "LT", context=context)
    return [one for one in findings if one.code != "LT-005"]


@pytest.mark.parametrize(
    "code,severity,changes,pointer",
    [
        ("LP-022", ADVICE, {f"{P}/-": remapper("acme.userId", "acme.person")}, f"{P}/6/target"),
        ("LP-023", ADVICE, {f"{P}/-": remapper("acme.code", "http.status_code")}, f"{P}/6/targetFormat"),
        ("LP-024", WARNING, {RULES: f"{RULE}\nother %{{nothing:x}}"}, RULES),
        ("LP-024", WARNING, {RULES: f"{RULE}\nan-other %{{uuid:x}}"}, RULES),
        ("LP-024", WARNING, {RULES: f"{RULE}\nother %{{word:x:nothing}}"}, RULES),
        ("LP-024", WARNING, {RULES: f'{RULE}\nother %{{date("bb"):x}}'}, RULES),
        ("LP-024", BLOCKER, {RULES: f"{RULE}\nother (a"}, RULES),
        ("LP-027", WARNING, {f"{P}/0/samples": ["up 7", "nothing"]}, f"{P}/0/samples/1"),
        ("LP-027", WARNING, {f"{P}/0/samples": ["up 7", "x" * 5_001]}, f"{P}/0/samples"),
        ("LP-028", BLOCKER, {RULES: f"{RULE}\nother (a)\\1"}, RULES),
        ("LP-024", WARNING, {RULES: f"{RULE}\nother (?:ab|cd){{1001}}"}, RULES),
        ("LP-028", BLOCKER, {RULES: f"{RULE}\nother %{{_a}}", f"{P}/0/grok/supportRules": "_a %{_a}"}, RULES),
        ("LP-028", BLOCKER, {RULES: f"{RULE}\nother {'x' * 20_001}"}, RULES),
        ("LP-028", WARNING, {RULES: f"{RULE}\nother (a+)+"}, RULES),
        ("LP-028", ADVICE, {RULES: f"{RULE}\nother (?=a)b"}, RULES),
        ("LP-029", WARNING, {f"{P}/0": of_type("url-parser", sources=["acme.url"], target="acme.parts"),
                             f"{P}/-": remapper("time", "acme.url"), "/facets": []}, f"{P}/0"),
        ("LP-029", WARNING, {f"{P}/0": of_type("string-builder-processor", template="%{acme.late}",
                                               target="acme.state"),
                             f"{P}/-": remapper("level", "acme.late")}, f"{P}/0"),
        ("LP-029", WARNING, {f"{P}/0": of_type("lookup-processor", source="acme.late", target="acme.state",
                                               lookupTable="warn,up"),
                             f"{P}/-": GROK_LATE, "/facets": []}, f"{P}/0"),
        ("LP-029", WARNING, {f"{P}/0": of_type("arithmetic-processor", expression="2*acme.late", target="acme.state"),
                             f"{P}/-": GROK_LATE, "/facets": []}, f"{P}/0"),
        ("LP-029", WARNING, {f"{P}/0": of_type("array-processor", operation={
            "type": "length", "source": "acme.late", "target": "acme.state"}),
            f"{P}/-": GROK_LATE, "/facets": []}, f"{P}/0"),
        ("LP-030", WARNING, {f"{P}/-": category(filter={"query": "@a:b OR"})}, f"{P}/6/categories/0"),
        ("LP-030", WARNING, {f"{P}/-": category(filter={"query": "(@a:b"})}, f"{P}/6/categories/0"),
        ("LP-030", WARNING, {f"{P}/-": of_type("pipeline", filter={"query": "@a:("}, processors=[])},
         f"{P}/6/filter/query"),
        ("LP-031", WARNING, {f"{P}/-": of_type("arithmetic-processor", expression="a ! b", target="acme.x")},
         f"{P}/6/expression"),
        ("LP-032", ADVICE, {f"{P}/-": of_type("geo-ip-parser", sources=["network.client.ip"], target="acme.place")},
         f"{P}/6/target"),
        ("LP-036", ADVICE, {f"{FACET}/groups": ["Things"]}, f"{FACET}/groups"),
        ("LP-039", ADVICE, {"/facets/-": facet("acme.number", name="Duration", facetType="range", type="integer")},
         "/facets/1/unit"),
        ("LP-040", WARNING, {f"{FACET}/type": "integer"}, f"{FACET}/type"),
        ("LP-040", WARNING, {f"{FACET}/path": "acme.number", f"{FACET}/type": "boolean"}, f"{FACET}/type"),
        ("LP-041", ADVICE, {f"{FACET}/path": "acme.missing"}, FACET),
        ("LP-042", ADVICE, {f"{P}/-": {**remapper("acme.state", "acme.copy"), "preserveSource": True},
                            "/facets/-": facet("acme.copy")}, FACET),
    ],
)  # fmt: skip
def test_a_pipeline_with_a_fault_gives_one_finding(
    code: str, severity: Severity, changes: Mapping[str, object], pointer: str
) -> None:
    findings = [one for one in findings_in(with_logs(changed(GOOD, changes)), "LP") if one.code != "LP-019"]

    assert [one.code for one in findings] == [code]
    assert (findings[0].severity, findings[0].file, findings[0].pointer) == (severity, FILE, pointer)
    assert (findings[0].path, findings[0].line is None) == (PIPELINE_FIELD, False)


@pytest.mark.parametrize(
    "changes",
    [
        {f"{P}/-": remapper("acme.userId", "usr.id")},
        {f"{P}/-": remapper("acme.userId", "ocsf.user.uid")},
        {f"{P}/-": remapper("code", "http.status_code", targetFormat="integer")},
        {f"{P}/-": of_type("geo-ip-parser", sources=["network.client.ip"], target="network.client.geoip"),
         "/facets/-": facet("network.client.geoip.zone")},
        {f"{P}/-": of_type("geo-ip-parser", sources=["network.client.address"], target="acme.place")},
        {f"{P}/-": of_type("threat-intel-processor", sources=["addr"], target="acme.threat"),
         "/facets/-": facet("acme.threat.category")},
        {f"{P}/-": of_type("lookup-processor", source="code", target="acme.owner", lookupEnrichmentTable="owners"),
         "/facets/-": facet("acme.owner")},
        {f"{FACET}/groups": ["ACME-Widget"]},
        {f"{FACET}/groups": ["acme"]},
        {f"{FACET}/type": "string"},
        {"/facets/-": facet("acme.number", facetType="range", type="integer")},
        {"/facets/-": facet("acme.number", name="Duration", facetType="range", type="double",
                            unit={"family": "time", "name": "second"})},
        {RULES: f"{RULE}( %{{word:y}})*"},
    ],
)  # fmt: skip
def test_a_pipeline_without_fault_gives_none(changes: Mapping[str, object]) -> None:
    assert findings_in(with_logs(changed(GOOD, changes)), "LP") == []


def test_a_rule_is_shown_at_its_line() -> None:
    bundle = listing(
        manifest={"/assets/logs": {"source": "acme-widget"}}, files={FILE: YAML, TESTS: "id: acme-widget\n"}
    )
    (finding,) = findings_with(bundle, "LP-024")

    assert (finding.line, finding.column, finding.pointer) == (19, 11, RULES)
    assert render(finding.message) == (
        "Grok rule other cannot be read: no matcher or rule has the name BAD. Correct it."
    )


def test_every_rule_is_reached_by_a_sample() -> None:
    rules = "up %{word:acme.state} %{integer:acme.number}\nrest %{notSpace:acme.state}"
    finding = only_finding(with_logs(changed(GOOD, {RULES: rules})), "LT-010")

    assert (finding.severity, finding.file, finding.pointer, finding.path) == (ADVICE, FILE, RULES, PIPELINE_FIELD)
    assert render(finding.message) == (
        "Grok rule rest parses no sample of the tests, because none matches or an earlier rule matches first. Add a "
        "sample to the tests, or move or remove the rule."
    )
    assert finding.column is not None


def test_a_result_is_what_the_engine_gives() -> None:
    changes = {"/tests/0/result/custom/acme/number": 8, "/tests/0/result/status": "error"}
    finding = only_finding(with_logs(GOOD, changed(GOOD_TESTS, changes)), "LT-005")

    assert (finding.severity, finding.file, finding.pointer) == (WARNING, TESTS, "/tests/0/result")
    assert (finding.path, finding.line) == (TESTS_FIELD, 13)  # the line of the number
    assert render(finding.message).startswith(
        "The result of sample 1 differs from the expected one in 2 places. The first is /custom/"
    )


@pytest.mark.parametrize("kind", ["threat-intel-processor", "geo-ip-parser"])
def test_a_difference_is_advice_where_a_processor_is_simulated_or_passed_over(kind: str) -> None:
    step = of_type(kind, sources=["ip"], target="acme.place")
    pipeline = changed(GOOD, {f"{P}/-": step})
    other = only_finding(with_logs(pipeline, changed(GOOD_TESTS, {"/tests/0/result/status": "ok"})), "LT-005")
    result = changed(GOOD_TESTS, {"/tests/0/result/custom/acme/place": "here"})
    finding = only_finding(with_logs(pipeline, result), "LT-005")

    assert other.severity is WARNING  # the step does not set the status
    assert finding.severity is ADVICE
    assert f"simulate or skip some steps: {kind} (@acme.place)." in render(finding.message)


@pytest.mark.parametrize(
    "rule,severity", [("ahead (?=good)nothing", WARNING), ("ahead (?!bad)%{word:acme.state} %{integer:acme.n}", ADVICE)]
)
def test_nothing_is_held_against_samples_that_our_engine_matches_more_widely(rule: str, severity: Severity) -> None:
    wider = changed(GOOD, {RULES: f"{rule}\n{RULE}"})
    bundle = with_logs(wider, changed(GOOD_TESTS, {"/tests/0/result/status": "ok"}))
    findings = [one for one in findings_in(bundle, "LT") if one.pointer == "/tests/0/result"]

    assert [(one.code, one.severity) for one in findings] == [("LT-005", severity)]
    assert ("skip some steps: ahead." in render(findings[0].message)) == (severity is ADVICE)


def test_a_sample_that_is_not_run_to_its_end_is_told() -> None:
    bundle = with_logs(GOOD, changed(GOOD_TESTS, {"/tests/-": sample("x" * 1_000_001, 1)}))
    (finding,) = findings_with(bundle, "LT-005")

    assert (finding.severity, finding.pointer) == (WARNING, "/tests/2/result")
    expected = "Sample 3 could not be tested completely: the sample must be text of at most "
    assert render(finding.message).startswith(expected)


@pytest.mark.parametrize(
    "changes,is_told",
    [
        ({"/tests/0/result/timestamp": 1}, True),
        ({"/tests/0/result/timestamp": -1}, True),
        ({"/tests/0/result/timestamp": 1830297600000}, True),
        ({"/tests/0/result/timestamp": 1830297599999}, False),
        ({"/tests/0/result/timestamp": 0}, False),
        ({"/tests/0/result/timestamp": "soon"}, False),
    ],
)
def test_a_time_is_within_reason(changes: Mapping[str, object], *, is_told: bool) -> None:
    context = Context(is_first=True, today=date(2026, 11, 20))
    findings = found_in_tests(changes, context=context)

    assert [(one.code, one.severity, one.pointer) for one in findings] == [
        ("LT-011", WARNING, "/tests/0/result/timestamp")
    ] * is_told


def test_a_date_that_was_not_read_is_told_without_a_calendar() -> None:
    (finding,) = found_in_tests({"/tests/1/result/timestamp": 1})

    assert (finding.file, finding.path) == (TESTS, TESTS_FIELD)
    assert render(finding.message) == "The date in sample 2 was not recognised. Check the date format."
    assert found_in_tests({"/tests/1/result/timestamp": 9e15}) == []


def without_service(**test: object) -> Bundle:
    """A pipeline that uses a service but never sets one, with one test."""
    nested = of_type("pipeline", filter={"query": "service:web"}, processors=[remapper("level", "acme.level")])
    case = {"sample": "up 7", "result": {"custom": {}, "message": "", "tags": [], "timestamp": 5}, **test}
    return with_logs(changed(GOOD, {f"{P}/3": nested}), changed(GOOD_TESTS, {"/tests/0": case}))


def test_a_service_that_is_sent_stands_below_the_sample() -> None:
    reported = findings_with(without_service(), "LT-007")
    assert [(one.severity, one.pointer, one.file) for one in reported] == [
        (ADVICE, "/tests/0", TESTS), (ADVICE, "/tests/1", TESTS),
    ]  # fmt: skip

    reported = findings_with(without_service(service="web"), "LT-007")
    assert [one.pointer for one in reported] == ["/tests/1"]


@pytest.mark.parametrize(
    "data,kind",
    [
        ("mail jo@gmail.com now", "e-mail address"),
        ("call +1 (415) 555-2671", "phone number"),
        ("call +49 30 1234 5678", "phone number"),
        ("call +33 6 12 34 56 78", "phone number"),
        ("call (415) 555-2671", "phone number"),
        ("call 415-555-2671", "phone number"),
        ("paid 4111 1111 1111 1111", "card number"),
        ("paid 5500000000000004", "card number"),
    ],
)
def test_samples_hold_no_personal_data(data: str, kind: str) -> None:
    (finding,) = found_in_tests({"/tests/1/sample": f"a line: {data}"})

    assert (finding.code, finding.severity, finding.file, finding.pointer) == (
        "LT-009",
        WARNING,
        TESTS,
        "/tests/1/sample",
    )
    assert render(finding.message) == f"Sample 2 seems to contain a real {kind}. Replace it with a made-up one."
    assert (finding.line, finding.column is None) == (31, False)


@pytest.mark.parametrize(
    "data",
    [
        "jo@example.com", "jo@mail.example.org", "jo@host", "jo@test.com", "a@b.internal", "4111 1111 1111 1112",
        "41111111111111111", "+1 2 3", "1649345354892", "x4111111111111111", "no-reply@acme.example", "415-555-0123",
        "user@1000.service", "logo@2x.png", "react@16.8.0-beta", "sa@shop.iam.gserviceaccount.com",
        "git@github.com:acme/x.git", "noreply@github.com", "kim@contoso.com", "kim@mail.acme.co.uk", "kim@example.io",
        "johndoe@yahoo.com", "jane.doe@gmail.com", "name@gmail.com", "first.last@gmail.com", "test_user1@gmail.com",
        'Message-ID: <1f3@mail.gmail.com>', '"msgid" : "<8A4D73@kim.outlook.com>"',
        "admin@gmail.com", "kim@yourcompany.com", "doe@yahoo.com", "jdoe@gmail.com",
        "id 415-555-26711", "a-415-555-2671", "85ea8a46-d63e-4fe3-ad03-ade7c16cd36b",
    ],
)  # fmt: skip
def test_samples_may_hold_what_stands_for_nobody(data: str) -> None:
    assert found_in_tests({"/tests/1/sample": f"a line: {data}"}) == []


def test_the_place_of_personal_data_is_exact() -> None:
    lines = ("id: acme-widget", "tests:", "  - sample: |-", "      {", '        "user": "jo@gmail.com"', "      }")
    files = {FILE: YAML, TESTS: "\n".join((*lines, "    result: {custom: {}}\n"))}
    bundle = listing(manifest={"/assets/logs": {"source": "acme-widget"}}, files=files)
    (finding,) = findings_with(bundle, "LT-009")

    assert (finding.line, finding.column) == (5, 18)


def test_facets_without_a_sample_are_one_finding() -> None:
    others = [facet(f"acme.{name}") for name in ("missing", "absent", "gone")]
    pipeline = changed(GOOD, {"/facets": [*GOOD["facets"], *others]})
    finding = only_finding(with_logs(pipeline), "LP-041")

    assert finding.message.parameters == {"n": 3, "value": "acme.missing"}
    assert [place.pointer for place in finding.other_places] == ["/facets/2/path", "/facets/3/path"]
    assert len({finding.line, *(place.line for place in finding.other_places)}) == 3


@pytest.mark.parametrize(
    "code, facet_change, key",
    [
        ("LP-033", {"groups": []}, "path"),
        ("LP-041", {"path": "acme.missing"}, "path"),
        ("LP-037", {"path": "network.client.ip", "name": "Client Address", "groups": ["Web Access"]}, "name"),
        ("LP-037", {"path": "network.client.ip", "name": "Client IP", "groups": ["Other"]}, "groups"),
    ],
)
def test_finding_is_at_the_line_of_the_facet_that_is_wrong(
    code: str, facet_change: Mapping[str, object], key: str
) -> None:
    pipeline = changed(GOOD, {f"{FACET}/{name}": value for name, value in facet_change.items()})
    finding = only_finding(with_logs(pipeline), code)

    lines = json.dumps(pipeline, indent=1).splitlines()
    assert finding.line == next(number for number, line in enumerate(lines, start=1) if f'"{key}":' in line)
