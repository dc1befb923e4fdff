"""Remappers: official values of a log, and attributes that move."""

import json

import pytest

from tests.tilekit.pipeline.running import custom, log_after
from tilekit.core.fields import Json


def _remapper(kind: str, *sources: str, **rest: Json) -> dict[str, Json]:
    return {"type": f"{kind}-remapper", "sources": list(sources), **rest}


def _move(*sources: str, target: str, **rest: Json) -> dict[str, Json]:
    return _remapper("attribute", *sources, target=target, **rest)


@pytest.mark.parametrize(
    "value,status",
    [
        (0, "emergency"), (1, "alert"), (2, "critical"), (3, "error"), (4, "warn"), (5, "notice"), (6, "info"),
        (7, "debug"), ("7", "debug"), (8, "info"), (3.0, "error"), (3.5, "info"),
        ("fatal", "emergency"), ("EMERG", "emergency"), ("Alert", "alert"),
        ("crit", "critical"),
        ("Err", "error"), ("else", "info"), ("WARN ", "warn"), ("note", "notice"), ("informational", "info"),
        ("trace", "debug"),
        ("verbose", "debug"), ("OK", "ok"), ("success", "ok"), ("what", "warn"), ("unknown", "info"), ("", "info"),
    ],
)  # fmt: skip
def test_status_follows_syslog_and_beginnings_of_words(value: Json, status: str) -> None:
    log = log_after(json.dumps({"level": value}), _remapper("status", "severity", "level"))

    assert log.official["status"] == status
    assert log.attributes == {"level": value}


def test_status_is_not_set_without_its_source() -> None:
    assert "status" not in log_after("{}", _remapper("status", "level")).official
    assert "status" not in log_after('{"level": {}}', _remapper("status", "level")).official


def test_the_first_status_remapper_that_finds_something_counts() -> None:
    log = log_after(
        '{"a": "warn", "b": "error"}', _remapper("status", "x"), _remapper("status", "a"), _remapper("status", "b")
    )

    assert log.official["status"] == "warn"


def test_date_is_the_first_source_with_a_date() -> None:
    sample = '{"a": "soon", "b": "2021-08-24T15:43:17.812Z", "c": 5}'

    assert log_after(sample, _remapper("date", "a", "b", "c")).official["timestamp"] == 1629819797812
    assert log_after(sample, _remapper("date", "a")).official["timestamp"] == 1
    assert log_after(sample, _remapper("date", "a"), _remapper("date", "c")).official["timestamp"] == 5
    assert log_after(sample, _remapper("date", "b"), _remapper("date", "c")).official["timestamp"] == 5
    assert log_after(sample, _remapper("date", "c"), _remapper("date", "a")).official["timestamp"] == 5
    assert "timestamp" not in log_after(sample).official


def test_service_takes_the_place_of_the_one_that_was_sent() -> None:
    assert log_after('{"app": "db"}', service="web").official["service"] == "web"
    log = log_after('{"app": "db", "b": "x"}', _remapper("service", "app"), _remapper("service", "b"), service="web")
    assert log.official["service"] == "db"
    assert log_after('{"app": ""}', _remapper("service", "app"), service="web").official["service"] == "web"


def test_message_is_taken_out_of_its_attribute() -> None:
    result = log_after('{"text": "hello", "b": 1}', _remapper("message", "message", "text")).result()

    assert (result["message"], result["custom"]) == ("hello", {"b": 1})


def test_message_stays_where_it_is_one() -> None:
    result = log_after('{"message": "mine", "text": "hello"}', _remapper("message", "message", "text")).result()

    assert (result["message"], result["custom"]) == ("mine", {"text": "hello"})


def test_the_first_message_remapper_that_finds_something_counts() -> None:
    remappers = _remapper("message", "x"), _remapper("message", "a"), _remapper("message", "b")
    result = log_after('{"a": "one", "b": "two"}', *remappers).result()

    assert (result["message"], result["custom"]) == ("one", {"b": "two"})


def test_a_log_without_a_message_is_its_own() -> None:
    assert log_after('{"a": 1}').result()["message"] == '{"a": 1}'
    assert log_after("plain text").result() == {"custom": {}, "message": "plain text", "tags": ["source:LOGS_SOURCE"]}


def test_trace_and_span_are_taken_out_of_their_attributes() -> None:
    result = log_after('{"t": "7f", "s": 5, "x": 1}', _remapper("trace-id", "t"), _remapper("span-id", "s")).result()

    assert (result["trace_id"], result["span_id"], result["custom"]) == ("7f", "5", {"x": 1})


@pytest.mark.parametrize(
    "sample,rest,after",
    [
        ({"a": {"b": 1}}, {}, {"x": {"y": 1}}),
        ({"a": {"b": 1, "c": 2}}, {}, {"a": {"c": 2}, "x": {"y": 1}}),
        ({"a": {"b": 1}}, {"preserveSource": True}, {"a": {"b": 1}, "x": {"y": 1}}),
        ({"a": {"b": 1}, "x": {"y": 2}}, {}, {"x": {"y": 2}}),
        ({"a": {"b": 1}, "x": {"y": 2}}, {"preserveSource": True}, {"a": {"b": 1}, "x": {"y": 2}}),
        ({"a": {"b": 1}, "x": {"y": 2}}, {"overrideOnConflict": True}, {"x": {"y": 1}}),
        ({"a": {"b": 1}, "x": "text"}, {}, {"a": {"b": 1}, "x": "text"}),
        ({"a": {"b": "7.9"}}, {"targetFormat": "integer"}, {"x": {"y": 7}}),
        ({"a": {"b": "7"}}, {"targetFormat": "double"}, {"x": {"y": 7.0}}),
        ({"a": {"b": 7}}, {"targetFormat": "string"}, {"x": {"y": "7"}}),
        ({"a": {"b": "seven"}}, {"targetFormat": "integer"}, {"x": {"y": "seven"}}),
        ({"a": {"b": "1e999"}}, {"targetFormat": "double"}, {"x": {"y": "1e999"}}),
        ({"a": {"b": "9007199254740993"}}, {"targetFormat": "integer"}, {"x": {"y": 9007199254740993}}),
        ({"a": {"b": 9007199254740993}}, {"targetFormat": "integer"}, {"x": {"y": 9007199254740993}}),
        ({"a": {"b": "9223372036854775808"}}, {"targetFormat": "integer"}, {"x": {"y": "9223372036854775808"}}),
        ({"a": {"b": "1_000"}}, {"targetFormat": "integer"}, {"x": {"y": "1_000"}}),
        ({"a": {"b": "1_0.5"}}, {"targetFormat": "double"}, {"x": {"y": "1_0.5"}}),
        ({"a": {"b": "\uff11"}}, {"targetFormat": "integer"}, {"x": {"y": "\uff11"}}),
        ({"a": {"b": "infinity"}}, {"targetFormat": "double"}, {"x": {"y": "infinity"}}),
        ({"a": {"b": " 7 "}}, {"targetFormat": "integer"}, {"x": {"y": 7}}),
        ({"a": {"b": "1e3"}}, {"targetFormat": "integer"}, {"x": {"y": 1000}}),
        ({"a": {"b": [1, 2]}}, {"targetFormat": "string"}, {"x": {"y": "1,2"}}),
        ({"a": {"b": None}}, {}, {"a": {"b": None}}),
        ({"a.b": 1}, {}, {"x": {"y": 1}}),
        ({}, {}, {}),
    ],
)
def test_attribute_moves(sample: dict[str, Json], rest: dict[str, Json], after: Json) -> None:
    attributes = custom(json.dumps(sample), _move("a.b", target="x.y", **rest))

    assert attributes == after
    assert json.dumps(attributes, sort_keys=True) == json.dumps(after, sort_keys=True)


@pytest.mark.parametrize(
    "sample,after",
    [
        ({"a.b": 1, "a.c": None, "d": {}}, {"a": {"b": 1, "c": None}, "d": {}}),
        ({"l": [{"k8s.io/name": "x"}]}, {"l": [{"k8s": {"io/name": "x"}}]}),
        ({"a": 1, "a.b": 2, "x..y": 3}, {"a": 1, "a.b": 2, "x..y": 3}),
        ({"a.b": {"c.d": 1}}, {"a": {"b": {"c": {"d": 1}}}}),
        ({".".join("a" * 60): {".".join("b" * 60): 1}}, {".".join("a" * 60): {".".join("b" * 60): 1}}),
    ],
)
def test_dotted_keys_of_a_sample_are_paths(sample: Json, after: Json) -> None:
    assert custom(json.dumps(sample)) == after


def test_the_first_source_that_is_there_moves_alone() -> None:
    assert custom('{"b": 1, "c": 2}', _move("a", "b", "c", target="x")) == {"c": 2, "x": 1}


def test_a_source_may_lie_around_its_target_and_be_it() -> None:
    assert custom('{"user": {"id": 1}}', _move("user", target="user.inner")) == {"user": {"inner": {"id": 1}}}
    assert custom('{"a": "5"}', _move("a", target="a", targetFormat="integer")) == {"a": 5}
    assert custom('{"a": {"b": 1}}', _move("a", target="a.b")) == {"a": {"b": 1}}


def test_a_copy_shares_nothing_with_its_source() -> None:
    attributes = custom(
        '{"a": {"b": 1}}', _move("a", target="x", preserveSource=True), _move("x.b", target="x.c"),
    )  # fmt: skip

    assert attributes == {"a": {"b": 1}, "x": {"c": 1}}


def test_attributes_become_tags_and_tags_attributes() -> None:
    to_tag = log_after('{"a": ["x", "y"]}', _move("a", target="team", targetType="tag"))
    assert to_tag.result()["tags"] == ["source:LOGS_SOURCE", "team:x", "team:y"]
    assert to_tag.attributes == {}

    from_tag = log_after("{}", _move("b", "env", target="x.env", sourceType="tag"), tags=["env:prod"])
    assert from_tag.result()["tags"] == ["source:LOGS_SOURCE"]
    assert from_tag.attributes == {"x": {"env": "prod"}}


def test_a_switched_off_processor_does_nothing() -> None:
    assert custom('{"a": 1}', _move("a", target="b", enabled=False)) == {"a": 1}
