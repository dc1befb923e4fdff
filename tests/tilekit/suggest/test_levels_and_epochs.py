"""Proposed pipelines read priorities of syslog, levels in other languages, and times since 1970 in any unit."""

import json

import pytest

from tilekit.core.fields import Json
from tilekit.parse.json_values import members, text, value_at
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.runner import run_samples
from tilekit.suggest.pipeline import suggest_pipeline

MOMENT = 1_709_287_200_123


def results_of(*logs: str) -> list[dict[str, Json]]:
    """What the proposed pipeline makes of the logs."""
    proposed = suggest_pipeline("\n".join(logs), source="acme")
    assert proposed is not None
    pipeline = compile_pipeline(proposed.pipeline)
    assert not pipeline.notes
    return [
        members(result.result) for result in run_samples(pipeline, {"tests": [{"sample": log} for log in logs]}).samples
    ]


def statuses_of(*logs: str) -> list[str]:
    return [text(value_at(result, "/status")) for result in results_of(*logs)]


def test_priority_of_syslog_is_the_status_of_every_facility() -> None:
    names = "emergency alert critical error warn notice info debug".split()
    logs = [f"<{priority}>Oct 11 22:14:15 host7 backup: disk {priority} of pool" for priority in range(192)]

    assert statuses_of(*logs) == names * 24


@pytest.mark.parametrize("name", ["severity", "level", "log.level", "lvl"])
def test_numbers_of_syslog_are_the_status(name: str) -> None:
    logs = [json.dumps({name: severity, "message": "disk"}) for severity in (3, 4, 7)]

    assert statuses_of(*logs) == ["error", "warn", "debug"]


def test_small_numbers_with_other_meanings_are_no_status() -> None:
    logs = [json.dumps({"status": ended, "severity": score}) for ended, score in ((0, 3), (1, 9))]

    assert statuses_of(*logs) == ["", ""]


def test_day_without_a_time_is_not_the_date_of_a_log() -> None:
    result, dated = results_of('{"date": "2024-03-01", "id": 1}'), results_of('{"date": "2024-03-01T10:00:00Z"}')

    assert "timestamp" not in result[0]
    assert dated[0]["timestamp"] == MOMENT - 123


def test_level_counts_more_than_the_priority() -> None:
    logs = (
        "<13>1 2024-10-11T22:14:15.003Z host app 99 - - ready",
        "<13>1 2024-10-11T22:14:15.003Z host app 99 - - ERROR no",
    )

    assert statuses_of(*logs) == ["notice", "error"]


@pytest.mark.parametrize(
    "form",
    [
        "2024-03-01 10:00:00 {} the worker was started",
        "[2024-03-01 10:00:00] [{}] the worker was started",
        '{{"severity": "{}", "msg": "the worker was started"}}',
        'time="2024-03-01T10:00:00Z" level={} msg="the worker was started"',
    ],
)
@pytest.mark.parametrize(
    "words",
    ["FEHLER WARNUNG HINWEIS INFO DEBUG ERROR", "ERREUR AVERTISSEMENT REMARQUE INFO DEBUG ERROR",
     "エラー 警告 通知 情報 DEBUG ERROR"],
)  # fmt: skip
def test_levels_in_other_languages(form: str, words: str) -> None:
    logs = [form.format(word) for word in words.split()]

    assert statuses_of(*logs) == ["error", "warn", "notice", "info", "debug", "error"]


def test_levels_of_java() -> None:
    levels = "SEVERE WARNING INFO CONFIG FINE FINEST".split()

    assert statuses_of(*(f"05-Nov-2026 10:15:32.123 {level} [main] com.acme.App.run done" for level in levels)) == [
        "error", "warn", "info", "info", "debug", "debug",
    ]  # fmt: skip


@pytest.mark.parametrize("log", [{"level": "Fehler"}, {"lvl": "erreur"}, {"log": {"level": "ERREUR"}}])
def test_levels_of_objects(log: dict[str, object]) -> None:
    assert statuses_of(json.dumps({**log, "msg": "x"})) == ["error"]


@pytest.mark.parametrize("name", ["ts", "timestamp", "time", "epoch"])
@pytest.mark.parametrize(
    "written, lost", [("1709287200", 123), ("1709287200123", 0), ("1709287200.123", 0), ("1709287200123456", 0),
                      ("1709287200123456789", 0), ('"1709287200.123"', 0), ('"1709287200123"', 0)],
)  # fmt: skip
def test_times_since_1970_are_dates_in_any_unit(name: str, written: str, lost: int) -> None:
    (result,) = results_of(f'{{"{name}": {written}, "msg": "a worker was started", "worker": 7}}')

    assert result["timestamp"] == MOMENT - lost


def test_seconds_in_pairs_and_below_another_key_are_dates() -> None:
    pairs = results_of("ts=1709287200.123 level=warn took=5", "ts=1709287201 level=info took=7")
    (nested,) = results_of('{"event": {"time": 1709287200.123}, "message": "x"}')

    assert [result["timestamp"] for result in pairs] == [MOMENT, 1_709_287_201_000]
    assert nested["timestamp"] == MOMENT


@pytest.mark.parametrize("value", ["12", "1e3", "true", '"soon"', "-5", "99999999999999999999"])
def test_other_numbers_are_no_dates(value: str) -> None:
    (result,) = results_of(f'{{"time": {value}, "msg": "x"}}')

    assert result.get("timestamp") is None
