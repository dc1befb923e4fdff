"""Processors that create, parse and map attributes, and nested pipelines."""

import itertools
import json
import re

import pytest
from ua_parser.loaders import load_lazy_builtins

from tests.tilekit.pipeline.running import compiled, custom, log_after
from tilekit.core.fields import Json
from tilekit.pipeline import web
from tilekit.pipeline.notes import CompileNoteKind


def _sum(expression: str, **rest: Json) -> dict[str, Json]:
    return {"type": "arithmetic-processor", "expression": expression, "target": "x", **rest}


def _text(template: str, **rest: Json) -> dict[str, Json]:
    return {"type": "string-builder-processor", "template": template, "target": "x", **rest}


def _array(kind: str, **operation: Json) -> dict[str, Json]:
    return {"type": "array-processor", "operation": {"type": kind, **operation}}


def _category(*pairs: tuple[str, str]) -> dict[str, Json]:
    categories: list[Json] = [{"filter": {"query": query}, "name": name} for query, name in pairs]
    return {"type": "category-processor", "target": "x", "categories": categories}


@pytest.mark.parametrize(
    "expression,value",
    [
        ("a + 1", 11.0),
        ("(a + b.c) * 2", 25.0),
        ("a-1", None),
        ("a - 1", 9.0),
        ("a- 1", 9.0),
        ("start-time / 2", 6.0),
        ("(a - start-time) / 1000", -0.002),
        ("a/2", 5.0),
        ("b.c/a", 0.25),
        ("1000*a/3", 3333.333333333),
        ("-a + 1", -9.0),
        ("a / b.c", 4.0),
        ("a / 0", None),
        ("text * 2", 6.0),
        ("word * 2", None),
        ("a * missing", None),
        ("a*b.c", 25.0),
        ("1.5 * 2", 3.0),
        ("a / 3", 3.333333333),
        ("@a + 0", 10.0),
        ("big * big * big * big", None),
    ],
)
def test_arithmetic(expression: str, value: float | None) -> None:
    sample = '{"a": 10, "b": {"c": 2.5}, "text": "3", "word": "w", "big": 1e200, "start-time": 12}'
    attributes = custom(sample, _sum(expression))

    assert isinstance(attributes, dict)
    assert attributes.get("x") == value


def test_arithmetic_with_missing_values_replaced() -> None:
    assert custom('{"a": 10}', _sum("a + missing", replaceMissing=True)) == {"a": 10, "x": 10.0}
    assert custom('{"a": 10, "b": "n/a"}', _sum("a + b", replaceMissing=True)) == {"a": 10, "b": "n/a", "x": 10.0}
    assert custom('{"a": 10, "b": "n/a"}', _sum("a + b")) == {"a": 10, "b": "n/a"}


@pytest.mark.parametrize(
    "expression", ["", "a +", "(a", "a)", "a ! b", "+", "1 2", "(" * 100 + "1" + ")" * 100, "a" * 2_001]
)
def test_arithmetic_that_cannot_be_read_is_noted(expression: str) -> None:
    (note,) = compiled(_sum(expression)).notes

    assert (note.kind, note.pointer, note.value) == (
        CompileNoteKind.REFUSED,
        "/pipeline/processors/0",
        "arithmetic-processor",
    )


@pytest.mark.parametrize(
    "template,value",
    [
        ("plain", "plain"),
        ("%{a} and %{b.c}", "10 and 2.5"),
        ("%{list}", "x,y"),
        ("%{users.name}", "jo,li"),
        ("%{flag}", "true"),
        ("%{missing}", None),
        ("%{b}", None),
        ("[%{message}]", "[hello]"),
    ],
)
def test_string_builder(template: str, value: str | None) -> None:
    sample = {
        "a": 10, "b": {"c": 2.5}, "list": ["x", "y"], "flag": True, "users": [{"name": "jo"}, {"name": "li"}],
        "message": "hello",
    }  # fmt: skip
    attributes = custom(json.dumps(sample), _text(template))

    assert isinstance(attributes, dict)
    assert attributes.get("x") == value


def test_string_builder_with_missing_values_replaced() -> None:
    assert custom("{}", _text("a%{b}c", replaceMissing=True)) == {"x": "ac"}
    assert custom("{}", _text("%{b}", replaceMissing=True)) == {"x": ""}


def test_category_is_the_first_that_fits() -> None:
    rows = _category(("@a:[200 TO 299]", "OK"), ("@a:>=300", "bad"), ("*", "other"))

    assert custom('{"a": 204}', rows) == {"a": 204, "x": "OK"}
    assert custom('{"a": 404}', rows) == {"a": 404, "x": "bad"}
    assert custom('{"a": 1, "x": "old"}', rows) == {"a": 1, "x": "other"}
    assert custom('{"a": 1}', _category(("@a:2", "two"))) == {"a": 1}


def test_lookup_trims_and_falls_back() -> None:
    table: dict[str, Json] = {
        "type": "lookup-processor",
        "source": "a",
        "target": "x",
        "lookupTable": "k, v \n1,one\nk,w",
    }

    assert custom('{"a": "k"}', table) == {"a": "k", "x": "v"}
    assert custom('{"a": 1}', table) == {"a": 1, "x": "one"}
    assert custom('{"a": "z"}', table) == {"a": "z"}
    assert custom('{"a": "z"}', {**table, "defaultLookup": "none"}) == {"a": "z", "x": "none"}
    assert custom('{"a": "z"}', {**table, "lookupTable": ["z,listed"]}) == {"a": "z", "x": "listed"}
    assert custom("{}", {**table, "defaultLookup": "none"}) == {}


def test_url_parser() -> None:
    parser: dict[str, Json] = {"type": "url-parser", "sources": ["u"], "target": "d"}

    assert custom('{"u": "http://h:80/p?q=1"}', parser) == {
        "u": "http://h:80/p?q=1",
        "d": {"host": "h", "port": 80, "path": "/p", "queryString": {"q": "1"}, "scheme": "http"},
    }
    assert custom('{"u": "http://h/p//"}', {**parser, "normalizeEndingSlashes": True}) == {
        "u": "http://h/p//",
        "d": {"host": "h", "path": "/p", "scheme": "http"},
    }
    assert custom('{"u": 5}', parser) == {"u": 5}


@pytest.mark.parametrize(
    "agent,browser,category,system",
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/71.0.3578.98 Safari/537.36", "Chrome",
         "Desktop", "Windows"),
        ("Mozilla/5.0 (iPad; CPU OS 9_3 like Mac OS X) AppleWebKit/601.1 Version/9.0 Mobile/13 Safari/601",
         "Mobile Safari", "Tablet", "iOS"),
        ("Mozilla/5.0 (Linux; Android 10; SM-G960F) AppleWebKit/537.36 Chrome/80.0.3987.99 Mobile Safari/537.36",
         "Chrome Mobile", "Mobile", "Android"),
        ("Googlebot/2.1 (+http://www.google.com/bot.html)", "Googlebot", "Bot", "Other"),
        ("something", "Other", "Other", "Other"),
        ("-Browser; wetab Build", "Other", "Other", "Other"),  # the pattern of the device has an empty family
    ],
)  # fmt: skip
def test_user_agent_parser(agent: str, browser: str, category: str, system: str) -> None:
    parser: dict[str, Json] = {"type": "user-agent-parser", "sources": ["u"], "target": "d"}
    details = log_after(json.dumps({"u": agent}), parser).attributes["d"]

    assert isinstance(details, dict)
    shown = [details[part] for part in ("browser", "device", "os")]
    assert [part["family"] for part in shown if isinstance(part, dict)][::2] == [browser, system]
    assert isinstance(shown[1], dict)
    assert shown[1]["category"] == category


def test_no_pattern_of_an_agent_is_one_that_may_take_for_ever() -> None:
    web.user_agent(
        "Mozilla/5.0 (Linux; Android 10; SM-G960F) AppleWebKit/537.36 Chrome/80.0.3987.98 Mobile Safari/537.36"
    )

    matchers = itertools.chain.from_iterable(load_lazy_builtins())
    patterns = [vars(matcher)["pattern"] for matcher in matchers if "pattern" in vars(matcher)]
    assert patterns
    assert not any(isinstance(pattern, re.Pattern) for pattern in patterns)


def test_user_agent_may_be_encoded_and_its_versions_joined() -> None:
    parser: dict[str, Json] = {
        "type": "user-agent-parser", "sources": ["u"], "target": "d", "encoded": True, "combineVersionDetails": True,
    }  # fmt: skip
    details = log_after('{"u": "Mozilla%2F5.0%20(Windows%20NT%2010.0)%20Firefox%2F115.0"}', parser).attributes["d"]

    assert isinstance(details, dict)
    assert details["browser"] == {"family": "Firefox", "version": "115.0"}
    plus = log_after('{"u": "Mozilla/5.0+(Windows+NT+10.0;+Win64)+Firefox/115.0"}', parser).attributes["d"]
    assert isinstance(plus, dict)
    assert plus["os"] == {"family": "Windows", "version": "10"}


def test_places_of_addresses_are_simulated_and_said_to_be() -> None:
    parser: dict[str, Json] = {"type": "geo-ip-parser", "sources": ["ip"], "target": "geo"}

    assert custom('{"ip": "8.8.8.8"}', parser) == {"ip": "8.8.8.8", "geo": {}}
    assert custom("{}", parser) == {}
    assert [(note.kind, note.value) for note in compiled(parser).notes] == [
        (CompileNoteKind.SIMULATED, "geo-ip-parser")
    ]


@pytest.mark.parametrize(
    "sample,processor,after",
    [
        ('{"s": 1}', _array("append", source="s", target="t"), {"s": 1, "t": [1]}),
        ('{"s": [1], "t": [0]}', _array("append", source="s", target="t", preserveSource=False), {"t": [0, 1]}),
        ('{"s": 1, "t": 5}', _array("append", source="s", target="t"), {"s": 1, "t": 5}),
        ('{"s": [1, 2]}', _array("length", source="s", target="t"), {"s": [1, 2], "t": 2}),
        ('{"s": 5}', _array("length", source="s", target="t"), {"s": 5}),
        ('{"s": [{"n": "a", "v": 1}, {"n": "b", "v": 2}]}',
         _array("select", source="s", target="t", filter="@n:b", valueToExtract="v"),
         {"s": [{"n": "a", "v": 1}, {"n": "b", "v": 2}], "t": 2}),
        ('{"s": [{"n": "a", "v": 1}, {"n": "b", "v": 2}]}',
         _array("select", source="s", target="t", filter="n:(b OR c)", valueToExtract="v"),
         {"s": [{"n": "a", "v": 1}, {"n": "b", "v": 2}], "t": 2}),
    ],
)  # fmt: skip
def test_array_processor(sample: str, processor: dict[str, Json], after: Json) -> None:
    assert custom(sample, processor) == after


def test_processors_run_on_every_item_of_a_list() -> None:
    upper: dict[str, Json] = {
        "type": "array-map-processor", "source": "s", "target": "t", "preserveSource": False,
        "processors": [{"type": "string-builder-processor", "template": "<%{$sourceElem}>", "target": "$targetElem"}],
    }  # fmt: skip

    assert custom('{"s": ["a", "b"]}', upper) == {"t": ["<a>", "<b>"]}


@pytest.mark.parametrize(
    "sample,target,processor,after",
    [
        ({"s": [{"ip": "a", "p": 1}, {"ip": "b", "p": 2}]}, "t",
         {"type": "attribute-remapper", "sources": ["$sourceElem.ip"], "target": "$targetElem.source"},
         [{"source": "a"}, {"source": "b"}]),
        ({"s": ["a", "b"]}, "t",
         {"type": "attribute-remapper", "sources": ["$sourceElem"], "target": "$targetElem.ip", "preserveSource": True},
         [{"ip": "a"}, {"ip": "b"}]),
        ({"r": "x", "s": [{"n": 1}, {"n": 2}]}, "t",
         {"type": "string-builder-processor", "template": "%{$sourceElem.n}.%{r}", "target": "$targetElem.f"},
         [{"f": "1.x"}, {"f": "2.x"}]),
        ({"s": [{"b": 1024}]}, "t",
         {"type": "arithmetic-processor", "expression": "$sourceElem.b / 1024", "target": "$targetElem.kb"},
         [{"kb": 1.0}]),
        ({"s": [{"l": "bad"}, {"l": "good"}]}, "t",
         {"type": "category-processor", "target": "$targetElem.x",
          "categories": [{"filter": {"query": "@$sourceElem.l:bad"}, "name": "high"}]},
         [{"x": "high"}]),
        ({"s": [{"n": 1}]}, "s",
         {"type": "string-builder-processor", "template": "%{$sourceElem.n}", "target": "$targetElem.f"},
         [{"n": 1, "f": "1"}]),
        ({"s": [{"n": 1}], "t": [{"old": 0}]}, "t",
         {"type": "string-builder-processor", "template": "%{$sourceElem.n}", "target": "$targetElem.f"},
         [{"old": 0, "f": "1"}]),
        ({"s": [1] * 51}, "t", {"type": "attribute-remapper", "sources": ["$sourceElem"], "target": "$targetElem"},
         [1] * 50),
    ],
)  # fmt: skip
def test_items_become_what_the_processors_write(
    sample: dict[str, Json], target: str, processor: Json, after: Json
) -> None:
    mapped: dict[str, Json] = {
        "type": "array-map-processor", "source": "s", "target": target, "processors": [processor],
    }  # fmt: skip

    attributes = custom(json.dumps(sample), mapped)

    assert isinstance(attributes, dict)
    assert attributes[target] == after


@pytest.mark.parametrize(
    "encoding,text,value",
    [("base64", "aGVsbG8", "hello"), ("base64", "aGVsbG8gd", "hello "), ("base64", "w6TDp", "ä"),
     ("base16", "6869", "hi"), ("base16", "68696", "hi"), ("base16", "0x6869", "hi"), ("base16", "xy", None)],
)  # fmt: skip
def test_decoder_reads_what_was_cut_off(encoding: str, text: str, value: str | None) -> None:
    decoder: dict[str, Json] = {
        "type": "decoder-processor", "source": "a", "target": "b", "binaryToTextEncoding": encoding,
    }  # fmt: skip
    attributes = custom(json.dumps({"a": text}), decoder)

    assert isinstance(attributes, dict)
    assert attributes.get("b") == value


@pytest.mark.parametrize(
    "kind,sample,after",
    [
        ("url-parser", {"http": {"url": "/a"}}, {"path": "/a"}),
        ("geo-ip-parser", {"network": {"client": {"ip": "1.1.1.1"}}}, {}),
        ("grok-parser", {"message": "7"}, 7),
    ],
)
def test_parsers_read_their_standard_attribute_where_none_is_named(kind: str, sample: Json, after: Json) -> None:
    attributes = custom(json.dumps(sample), {"type": kind, "target": "x", "grok": {"matchRules": "r %{integer:x}"}})

    assert isinstance(attributes, dict)
    assert attributes["x"] == after


def test_decoder_and_exclusion() -> None:
    decoder: dict[str, Json] = {
        "type": "decoder-processor", "source": "a", "target": "b", "binaryToTextEncoding": "base64",
        "inputRepresentation": "utf_8",
    }  # fmt: skip

    assert custom('{"a": "aGk="}', decoder) == {"a": "aGk=", "b": "hi"}
    assert custom('{"a": "%"}', decoder) == {"a": "%"}
    assert custom('{"a": "ff"}', {**decoder, "binaryToTextEncoding": "base16", "inputRepresentation": "integer"}) == {
        "a": "ff",
        "b": 255,
    }
    assert custom('{"a": {"b": 1}, "c": 2}', {"type": "exclude-attribute-processor", "attributes": ["a.b"]}) == {"c": 2}
    assert custom('{"a": {"b": 1}, "c": 2}', {"type": "exclude-attribute", "attributeToExclude": "a.b"}) == {"c": 2}


def test_a_nested_pipeline_runs_for_logs_that_fit_its_filter() -> None:
    nested: dict[str, Json] = {
        "type": "pipeline", "name": "n", "filter": {"query": "service:web @a:1"}, "processors": [_text("yes")],
    }  # fmt: skip

    assert log_after('{"a": 1}', nested, service="web").attributes == {"a": 1, "x": "yes"}
    assert log_after('{"a": 1}', nested, service="db").attributes == {"a": 1}
    assert log_after('{"a": 1}', {**nested, "enabled": False}, service="web").attributes == {"a": 1}
    assert log_after("{}", {**nested, "filter": {"query": "source:acme"}}).attributes == {"x": "yes"}


def test_pipelines_are_not_nested_without_end() -> None:
    inner: dict[str, Json] = _text("x")
    for _ in range(8):
        inner = {"type": "pipeline", "filter": {"query": "*"}, "processors": [inner]}

    assert [note.reason.id for note in compiled(inner).notes] == ["pipelines are nested more than {limit} levels deep"]


@pytest.mark.parametrize("kind", ["reference-table-lookup-processor", "threat-intel-processor", "magic", None,
                                  "lookup-processor"])  # fmt: skip
def test_what_we_do_not_run_is_said(kind: Json) -> None:
    pipeline = compiled({"type": kind, "source": "a", "target": "b", "lookupEnrichmentTable": "accounts"}, _text("x"))

    assert [(note.kind, note.pointer) for note in pipeline.notes] == [
        (CompileNoteKind.UNSUPPORTED, "/pipeline/processors/0")
    ]
    assert len(pipeline.steps) == 1


@pytest.mark.parametrize(
    "processor",
    [
        {"type": "date-remapper"},
        {"type": "date-remapper", "sources": []},
        {"type": "date-remapper", "sources": "time"},
        {"type": "attribute-remapper", "sources": ["a"]},
        {"type": "grok-parser", "source": "message"},
        {"type": "grok-parser", "source": "message", "grok": {}},
        {"type": "category-processor", "target": "x"},
        {"type": "category-processor", "target": "x", "categories": [{"name": "a"}]},
        {"type": "category-processor", "target": "x", "categories": [{"name": "a", "filter": {"query": "("}}]},
        {"type": "lookup-processor", "source": "a", "target": "x"},
        {"type": "string-builder-processor", "template": "%{a", "target": "x"},
        {"type": "string-builder-processor", "template": "", "target": "x"},
        {"type": "array-processor", "operation": {"type": "magic", "source": "a", "target": "b"}},
        {"type": "decoder-processor", "source": "a", "target": "b", "binaryToTextEncoding": "rot13"},
        {"type": "schema-processor", "schema": {"schemaType": "other"}},
        {"type": "pipeline", "processors": []},
    ],
)
def test_a_processor_that_cannot_be_read_is_noted_and_passed_over(processor: dict[str, Json]) -> None:
    pipeline = compiled(processor, _text("x"))

    assert [(note.kind, note.pointer) for note in pipeline.notes] == [
        (CompileNoteKind.REFUSED, "/pipeline/processors/0")
    ]
    assert len(pipeline.steps) == 1
