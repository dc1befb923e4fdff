"""Correct pipelines that look faulty: no findings."""

import json

import pytest

from tests.tilekit.checks.check_runs import findings_with
from tests.tilekit.checks.files.log_files import CASES, FILE, PIPELINE, SAMPLE, with_logs
from tests.tilekit.checks.files.test_log_runs import facet, of_type, remapper
from tests.tilekit.checks.files.test_logs import GOOD, GOOD_TESTS, P
from tests.tilekit.checks.files.test_logs import with_logs as with_values
from tests.tilekit.checks.json_files import REMOVED, changed
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.finding import Severity
from tilekit.checks.logs.measure_units import needs_unit, unit_in


def with_facets(*facets: tuple[str, str, str]) -> Bundle:
    rows = [facet(path, name=name, groups=[group]) for path, name, group in facets]
    return with_values(changed(GOOD, {"/facets": rows}))


@pytest.mark.parametrize(
    "path,name,group",
    [
        ("http.url", "URL Path", "Web Access"),
        ("http.url", "URL", "Web Access"),
        ("http.url_details.scheme", "URL scheme", "Web Access"),
        ("http.url_details.scheme", "URL Scheme", "Web Access"),
        ("dns.flags.rcode", "Response Code", "DNS"),
        ("dns.flags.rcode", "Reply Code", "DNS"),
    ],
)
def test_standard_facet_has_the_name_that_exports_give_it(path: str, name: str, group: str) -> None:
    assert findings_with(with_facets((path, name, group)), "LP-037") == []
    assert len(findings_with(with_facets((path, "Other", group)), "LP-037")) == 1


def test_platform_may_give_one_name_to_two_facets() -> None:
    urls = ("http.url_details.path", "URL Path", "Web Access"), ("http.url", "URL Path", "Web Access")
    schema = ("ocsf.user.name", "Name", "OCSF"), ("ocsf.actor.user.name", "Name", "OCSF")
    custom = ("acme.a", "Name", "Acme Widget"), ("acme.b", "Name", "Acme Widget")

    assert findings_with(with_facets(*urls), "LP-034") == []
    assert findings_with(with_facets(*schema), "LP-034") == []
    assert len(findings_with(with_facets(*custom), "LP-034")) == 1


LEVELS = [{"filter": {"query": f"@code:{at}"}, "name": name} for at, name in enumerate(("info", "error"))]
BY_CODE = of_type("category-processor", target="acme.outcome", categories=LEVELS)


def test_levels_that_a_facet_shows_need_no_status_remapper() -> None:
    reported = with_values(changed(GOOD, {f"{P}/-": BY_CODE}))
    shown = with_values(changed(GOOD, {f"{P}/-": BY_CODE, "/facets/-": facet("acme.outcome")}))

    assert len(findings_with(reported, "LP-030")) == 1
    assert findings_with(shown, "LP-030") == []


def test_long_table_is_advice() -> None:
    table = [f"{at},value {at}" for at in range(101)]
    lookup = of_type("lookup-processor", source="acme.number", target="acme.word", lookupTable=table)
    (finding,) = findings_with(with_values(changed(GOOD, {f"{P}/-": lookup})), "LP-031")

    assert (finding.severity, finding.fix) == (Severity.ADVICE, None)
    assert finding.message.parameters == {"n": 101, "limit": 100}


@pytest.mark.parametrize("target,kind", [("date", "date-remapper"), ("status", "status-remapper")])
def test_attribute_that_its_own_remapper_reads_may_be_reserved(target: str, kind: str) -> None:
    mapped = changed(GOOD, {f"{P}/5/target": target})
    read = changed(mapped, {f"{P}/-": of_type(kind, sources=[target])})

    assert len(findings_with(with_values(mapped), "LP-021")) == 1
    assert findings_with(with_values(read), "LP-021") == []


def test_pairs_of_a_list_may_be_any_attribute() -> None:
    pairs = {"type": "key-value", "source": "acme.list", "keyToExtract": "k", "valueToExtract": "v"}
    reads, writes = of_type("url-parser", sources=["late"], target="acme.parts"), remapper("level", "late")
    later = changed(GOOD, {f"{P}/0": reads, f"{P}/-": writes})
    earlier = changed(GOOD, {f"{P}/0": of_type("array-processor", operation=pairs), f"{P}/1": reads, f"{P}/-": writes})

    assert [len(findings_with(with_values(one), "LP-029")) for one in (later, earlier)] == [1, 0]


def test_moved_attribute_is_not_there_any_more() -> None:
    moves = remapper("level", "log.level")
    reads = of_type("status-remapper", sources=["level"])
    nested = of_type("pipeline", filter={"query": "@kind:a"}, processors=[remapper("level", "severity")])
    both = of_type("status-remapper", sources=["level", "severity"])
    builds = of_type("string-builder-processor", template="info", target="level")

    def findings(*processors: object) -> int:
        return len(findings_with(with_values(changed(GOOD, {P: list(processors)})), "LP-029"))

    assert [findings(moves, reads), findings(moves, nested)] == [1, 1]
    kept = ({**moves, "preserveSource": True}, {**moves, "sourceType": "tag"}, {**moves, "enabled": False})
    assert [findings(one, reads) for one in (*kept, moves)] == [0, 0, 0, 1]
    assert findings(moves, moves) == 0, "another order would not help"
    assert [findings(reads, moves), findings(nested, reads), findings(moves, both), findings(moves, builds, reads)] == [
        0
    ] * 4


def test_nested_pipelines_do_not_wait_for_each_other() -> None:
    reads = of_type("url-parser", sources=["acme.late"], target="acme.parts")
    writes = remapper("level", "acme.late")
    first, second = (
        of_type("pipeline", filter={"query": f"@kind:{kind}"}, processors=[one])
        for kind, one in (("a", reads), ("b", writes))
    )

    assert findings_with(with_values(changed(GOOD, {f"{P}/0": first, f"{P}/-": second})), "LP-029") == []
    assert len(findings_with(with_values(changed(GOOD, {f"{P}/0": reads, f"{P}/-": second})), "LP-029")) == 1
    both = of_type("pipeline", filter={"query": "@kind:a"}, processors=[reads, writes])
    assert len(findings_with(with_values(changed(GOOD, {f"{P}/0": both})), "LP-029")) == 1


@pytest.mark.parametrize("sample,count", [("{main} started", 0), ('{"a": 1', 1), ('{ "a": 1} and more', 1), ("{}", 0)])
def test_text_in_braces_is_not_taken_for_json(sample: str, count: int) -> None:
    tests = changed(GOOD_TESTS, {"/tests/1/sample": sample})

    assert len(findings_with(with_values(GOOD, tests), "LT-008")) == count


def test_text_that_a_grok_rule_reads_may_start_as_json() -> None:
    pipeline = PIPELINE.replace("source: text", "source: message").replace(
        "line %{word:acme.state}", "line %{data::json} then %{word:acme.state}"
    )
    sample = json.dumps('{"time": "2024-01-01T00:00:00Z"} then up 7')
    tests = f"{CASES}  - sample: {sample}\n    result: {{custom: {{}}}}\n"

    assert findings_with(with_logs(pipeline, tests), "LT-008") == []
    assert len(findings_with(with_logs(PIPELINE, tests), "LT-008")) == 1


@pytest.mark.parametrize("name", ["acme-widget-tests.yaml", "acme-widget_test.yml", "acme-widget_Tests.yaml"])
def test_tests_with_another_name_are_not_missing(name: str) -> None:
    files = {FILE: PIPELINE, f"assets/logs/{name}": CASES}
    (finding,) = findings_with(listing(manifest={"/assets/logs": {"source": "acme-widget"}}, files=files), "LP-003")

    assert (finding.path, finding.file) == ("data.log_tests_yaml", f"assets/logs/{name}")
    assert "Rename the tests file" in finding.message.id
    assert finding.fix is None or finding.fix.removed == (f"assets/logs/{name}",)


@pytest.mark.parametrize(
    "path,unit",
    [
        ("acme.wait_ms", ("time", "millisecond")),
        ("acme.waitMs", ("time", "millisecond")),
        ("acme.read.gigabytes", ("bytes", "gigabyte")),
        ("acme.KB", ("bytes", "kilobyte")),
        ("acme.cpu_pct", ("percentage", "percent")),
        ("acme.size", None),
        ("acme.fileSize", None),
        ("acme.duration", None),
    ],
)
def test_measure_is_asked_for_the_unit_that_its_name_ends_in(path: str, unit: tuple[str, str] | None) -> None:
    assert needs_unit(path, "")
    assert unit_in(path) == unit


@pytest.mark.parametrize(
    "path",
    ["acme.queue_size", "acme.batchSize", "acme.msg_count", "acme.bytes_per_sec", "acme.read.rate", "acme.resized"],
)
def test_count_or_rate_needs_no_unit(path: str) -> None:
    measure = facet(path, facetType="range", type="double")

    assert findings_with(with_values(changed(GOOD, {"/facets/-": measure})), "LP-039") == []


NESTED = """\
    - type: pipeline
      name: Audit
      enabled: true
      filter:
        query: source:b
      processors:
        - type: string-builder-processor
          name: Build acme.kind
          enabled: true
          template: audit
          target: acme.kind
"""


def test_result_is_offered_only_if_the_source_of_the_sample_is_known() -> None:
    tests = f"id: acme-widget\ntests:\n{SAMPLE.format(state='up', size=7)}"
    several = PIPELINE.replace("source:acme-widget", "source:(acme-widget OR b)") + NESTED

    assert [one.fix is None for one in findings_with(with_logs(PIPELINE + NESTED, tests), "LT-004")] == [False]
    assert [one.fix is None for one in findings_with(with_logs(several, tests), "LT-004")] == [True]


@pytest.mark.parametrize(
    "sent,count",
    [
        ({"level": "info", "text": "up 7"}, 0),
        ({"date": "2024-01-01", "time": "10:00"}, 0),
        ({"time": "2024-01-01T00:00:00Z"}, 1),
    ],
    ids=["none", "day", "moment"],
)
def test_date_remapper_is_asked_for_only_where_logs_hold_a_date(sent: dict[str, str], count: int) -> None:
    tests = {"id": "acme-widget", "tests": [{"sample": json.dumps(sent), "result": {"custom": {}}}]}

    assert len(findings_with(with_values(changed(GOOD, {f"{P}/1": REMOVED}), tests), "LP-014")) == count
