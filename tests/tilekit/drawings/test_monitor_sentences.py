import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import listing_folders
from tests.tilekit.json_values import JSON
from tilekit.core.fields import Json
from tilekit.core.messages import Message, render
from tilekit.drawings.model import MonitorSummary
from tilekit.drawings.monitor import monitor_summary
from tilekit.drawings.monitor_message import message_parts
from tilekit.tile.serialisation import from_json, to_json

UNITS = {"acme.delay": "millisecond", "acme.sent": "byte per second", "acme.full": "percent", "acme.jobs": "job"}
ANOMALY = "avg(last_4h):anomalies(avg:acme.delay{{*}} by {{host}}, 'agile', 2{more}) {end}"
# Query -> the sentence, and the sentences that complete it.
SENTENCES = {
    "avg(last_15m):avg:acme.delay{*} by {host} > 5000": [
        "Alerts when the mean of `acme.delay` over 15 minutes is above 5,000 ms, for each `host`."
    ],
    "sum(last_2h):sum:acme.sent{env:prod,!host:a}.as_count() <= 1e3": [
        "Alerts when the sum of `acme.sent` over 2 hours is at or below 1,000 B/s.",
        "Reads only data that matches `env:prod,!host:a`.",
    ],
    "min(last_2d):max:acme.full{*} by {a,env} >= 90.5": [
        "Alerts when the minimum over 2 days of the maximum of `acme.full` is at or above 90.5%, for each `a`, `env`."
    ],
    "max(last_30s):max:acme.jobs{*} == 0": ["Alerts when the maximum of `acme.jobs` over 30 seconds is exactly 0."],
    "max(last_2w):max:acme.jobs{*} by {*} != 3": [
        "Alerts when the maximum of `acme.jobs` over 2 weeks is not 3, for each combination of tags."
    ],
    "percentile(last_5m):p99:acme.delay{*} < 2": [
        "Alerts when the percentile 99 of `acme.delay` over 5 minutes is below 2 ms."
    ],
    "avg(last_5m):100 * avg:acme.a{*} by {host} / avg:acme.b{*} by {host} > 90": [
        (
            "Alerts when the mean of `100 * avg:acme.a{*} by {host} / avg:acme.b{*} by {host}` over 5 minutes is above "
            "90, for each `host`."
        )
    ],
    # Counts are added up before the calculation: this is not the sum of a share.
    "sum(last_1h):sum:acme.a{*}.as_count() / sum:acme.b{*}.as_count() > 0.1": [
        "Alerts when the result of `sum:acme.a{*}.as_count() / sum:acme.b{*}.as_count()` over 1 hour is above 0.1."
    ],
    # Different groups: which of them the monitor has is left to the quoted calculation.
    "avg(last_5m):avg:acme.a{*} by {host} / avg:acme.b{*} by {env} > 90": [
        "Alerts when the mean of `avg:acme.a{*} by {host} / avg:acme.b{*} by {env}` over 5 minutes is above 90."
    ],
    # The unit of a metric isn't that of its number of values, its rate, or its rollup.
    "avg(last_5m):count:acme.delay{*} > 9": [
        "Alerts when the mean of `count:acme.delay{*}` over 5 minutes is above 9."
    ],
    "avg(last_5m):avg:acme.delay{*}.rollup(max, 60) > 9": [
        "Alerts when the mean of `avg:acme.delay{*}.rollup(max, 60)` over 5 minutes is above 9."
    ],
    "pct_change(avg(last_5m),last_2h):avg:acme.delay{*} by {host} > 50": [
        (
            "Alerts when the relative change of the mean of `acme.delay` over 5 minutes, compared with 2 hours "
            "earlier, is above 50%, for each `host`."
        )
    ],
    "change(max(last_5m),30m_ago):max:acme.delay{*} < -10": [
        (
            "Alerts when the change of the maximum of `acme.delay` over 5 minutes, compared with 30 minutes earlier, "
            "is below -10 ms."
        )
    ],
    ANOMALY.format(more=", direction='above', interval=60, alert_window='last_15m'", end=">= 1"): [
        "Alerts when at least 100% of the values of `acme.delay` in 15 minutes are unusually high, for each `host`.",
        "What is usual is computed with the algorithm agile. Tolerance, in deviations: 2.",
    ],
    ANOMALY.format(more="", end="> 0.25"): [
        "Alerts when more than 25% of the values of `acme.delay` in 4 hours are unusual, for each `host`.",
        "What is usual is computed with the algorithm agile. Tolerance, in deviations: 2.",
    ],
    "avg(last_30m):outliers(avg:acme.delay{*} by {host}, 'DBSCAN', 7) > 0": [
        "Alerts when the values of `acme.delay` over 30 minutes for one `host` differ from those of the others."
    ],
    "max(next_2w):forecast(max:acme.full{*}, 'linear', 1, interval='60m') >= 90": [
        "Alerts when `max:acme.full{*}` is forecast to reach 90 within 2 weeks."
    ],
    "min(next_3d):forecast(avg:acme.delay{*} by {host}, 'linear', 1) < 5": [
        "Alerts when `acme.delay` is forecast to fall below 5 ms within 3 days, for each `host`."
    ],
    'logs("source:acme status:error").index("main,other").rollup("count").by("host,@env").last("5m") > 10': [
        (
            "Alerts when the number of logs in 5 minutes that match `source:acme status:error` is above 10, for each "
            "`host`, `@env`."
        ),
        "Reads only the index `main`, `other`.",
    ],
    'logs("*").index("*").rollup("pc95", "@duration").last("5m") > 10': [
        "Alerts when the percentile 95 of `@duration` in 5 minutes is above 10."
    ],
    "logs('service:\"web\" a').rollup('cardinality', '@usr.id').last('2h') >= 3": [
        (
            "Alerts when the number of different values of `@usr.id` in 2 hours, over results that match "
            '`service:"web" a`, is at or above 3.'
        )
    ],
    'events("source:acme").rollup("count").last("2h") > 10': [
        "Alerts when the number of events in 2 hours that match `source:acme` is above 10."
    ],
    'rum("@type:error").rollup("count").by("@app").last("5m") > 1': [
        "Alerts when the number of RUM events in 5 minutes that match `@type:error` is above 1, for each `@app`."
    ],
    'trace-analytics("*").rollup("max", "@duration").last("5m") > 1': [
        "Alerts when the maximum of `@duration` in 5 minutes is above 1."
    ],
    'logs("*").index("main","*").rollup("count").last("5m") > 10': [
        "Alerts when the number of logs in 5 minutes is above 10."
    ],
    'processes("java").over("*","env:prod").rollup("count").last("10m") < 1': [
        "Alerts when the number of processes in 10 minutes that match `java` is below 1.",
        "Reads only data with the tags `env:prod`.",
    ],
    'processes("java").over("env:prod").by("host").rollup("count").last("10m") < 1': [
        "Alerts when the number of processes in 10 minutes that match `java` is below 1, for each `host`.",
        "Reads only data with the tags `env:prod`.",
    ],
    'ci-pipelines("ci_level:pipeline").rollup("count").last("10m") > 4': [
        "Alerts when the number of results of `ci-pipelines` in 10 minutes that match `ci_level:pipeline` is above 4."
    ],
    'formula("a / b * 100").last("15m") > 5': ["Alerts when the result of `a / b * 100` over 15 minutes is above 5."],
    "1234 && !(56 || 7)": ["Alerts when this combination of other monitors alerts: `1234 && !(56 || 7)`"],
    'error_budget("abc").over("7d") > 75': ["Alerts when more than 75% of the error budget for 7 days is used."],
    'burn_rate("abc").over("30d").long_window("6h").short_window("30m") > 14.4': [
        (
            "Alerts when the error budget for 30 days is used more than 14.4 times as fast as planned, over 6 hours "
            "and over 30 minutes."
        )
    ],
}
# Queries that are quoted, because something in them isn't understood.
QUOTED = [
    "avg(last_5m):avg:acme.delay{*",
    "avg(last_5m):avg:acme.delay{*} > many",
    "avg(last_5m):avg:acme.delay{*} > 1e999",
    "avg(current_1d):avg:acme.delay{*} > 4",
    "median(last_5m):avg:acme.delay{*} > 4",
    "avg(last_5m):avg:a{*}, avg:b{*} > 4",
    "avg(last_5m):avg:a{*} > avg:b{*} > 4",
    "percentile(last_5m):avg:a{*} > 4",
    "sum(last_4h):anomalies(avg:a{*}, 'basic', 2) >= 1",
    "avg(last_4h):anomalies(avg:a{*}, 'basic', 2) <= 1",
    "avg(last_4h):anomalies(avg:a{*}, 'basic', 2, direction='sideways') >= 1",
    "avg(last_4h):anomalies(avg:a{*}, 'basic', 2, alert_window='soon') >= 1",
    "avg(last_4h):1 + anomalies(avg:a{*}, 'basic', 2) >= 1",
    "avg(last_30m):outliers(avg:a{*}, 'DBSCAN', 7) > 0",
    "avg(last_30m):outliers(avg:a{*} by {host}, 'DBSCAN', 7) > 0.5",
    "avg(next_1w):forecast(avg:a{*}, 'linear', 1) >= 90",
    "max(next_1w):forecast(avg:a{*}, 'linear', 1) <= 90",
    'logs("a").rollup("count").last("5m").week_before() > 1',
    'logs("a").rollup("latest", "@b").last("5m") > 1',
    'logs("a").rollup("count").rollup("count").last("5m") > 1',
    'logs("a").rollup("count") > 1',
    'logs("a", "b").rollup("count").last("5m") > 1',
    'horoscopes("a").rollup("count").last("5m") > 1',
    'error_budget("abc").over("7d") < 75',
    'burn_rate("abc").over("30d") > 14.4',
    '"acme.up".over("*").by("host").last(2).pct_by_status()',
    "1234 && acme",
    "made up",
]


def sentences(query: str, options: Json = None) -> list[str]:
    summary = monitor_summary({"definition": {"query": query, "options": options}}, UNITS)
    return [render(sentence) for sentence in (summary.sentence, *summary.notes)]


@pytest.mark.parametrize("query", SENTENCES)
def test_query_reads_as_sentences(query: str) -> None:
    assert sentences(query) == SENTENCES[query]


@pytest.mark.parametrize("query", QUOTED)
def test_query_that_is_not_understood_is_quoted(query: str) -> None:
    assert sentences(query) == [f"Alerts on: `{query}`"]


def test_long_query_is_quoted_in_part() -> None:
    (sentence,) = sentences("avg(last_5m):avg:" + "a" * 5_000 + "{*} > 4")

    assert sentence.startswith("Alerts on: `avg(last_5m):avg:aaa")
    assert sentence.endswith("…`")
    assert len(sentence) < 350


def test_monitor_without_a_query_says_so() -> None:
    assert sentences("") == ["This monitor has no query."]


@pytest.mark.parametrize(
    "critical, text",
    [
        (1, "Alerts when the service check `acme.up` is critical, for each `host`, `env`."),
        (3, "Alerts when the service check `acme.up` is critical 3 times in a row, for each `host`, `env`."),
    ],
)
def test_service_check_names_how_often_it_is_critical(critical: int, text: str) -> None:
    query = '"acme.up".over("env:prod","*").exclude("host:a").by("host","env").last(4).count_by_status()'

    assert sentences(query, {"thresholds": {"critical": critical}}) == [
        text,
        "Reads only results with `env:prod`.",
        "Ignores results with `host:a`.",
    ]


@pytest.mark.parametrize("critical", [None, 0, -1, 1.5, True, "1"])
def test_service_check_without_a_number_is_quoted(critical: Json) -> None:
    query = '"acme.up".over("*").by("host").last(4).count_by_status()'

    assert sentences(query, {"thresholds": {"critical": critical}}) == [f"Alerts on: `{query}`"]


@pytest.mark.parametrize(
    "options, note",
    [
        ({"notify_no_data": True, "no_data_timeframe": 120}, "Also alerts when data is missing for 2 hours."),
        ({"notify_no_data": True, "no_data_timeframe": "x"}, "Also notifies when data is missing."),
        ({"on_missing_data": "show_and_notify_no_data"}, "Also notifies when data is missing."),
        ({"groupby_simple_monitor": True}, "There is one alert for all of them together."),
        ({"notify_by": ["env"]}, "Notifies once for each `env`."),
        ({"notify_by": ["*"]}, "Notifies once for the whole monitor."),
    ],
)
def test_options_that_change_alerts_are_sentences(options: Json, note: str) -> None:
    assert sentences("avg(last_5m):avg:a{*} by {host} > 5", options)[1:] == [note]


def test_thresholds_have_the_unit_of_the_metric() -> None:
    thresholds = {"warning": 4_000, "critical": 5_000.0, "critical_recovery": True, "unknown": "x"}
    query = "avg(last_5m):avg:acme.delay{*} > 5000"
    summary = monitor_summary({"query": query, "options": {"thresholds": thresholds}}, UNITS)

    assert [(row.label, render(row.value, "fr")) for row in summary.thresholds] == [
        ("Alert", "5\u202f000\u00a0ms"),
        ("Warning", "4\u202f000\u00a0ms"),
    ]


def test_thresholds_of_anomalies_are_percentages_but_values_in_messages_are_not() -> None:
    query = ANOMALY.format(more="", end=">= 0.75")
    thresholds = {"critical": 0.75, "critical_recovery": 0}
    summary = monitor_summary({"query": query, "options": {"thresholds": thresholds}}, UNITS)

    assert [render(row.value) for row in summary.thresholds] == ["75%", "0%"]
    assert [part.text for part in message_parts("{{threshold}}", summary)] == ["0.75"]


def test_sentences_of_a_monitor_can_be_stored() -> None:
    summary = monitor_summary({"query": ANOMALY.format(more="", end=">= 1"), "message": "{{value}}"}, UNITS)

    assert render(from_json(MonitorSummary, to_json(summary)).sentence) == render(summary.sentence)


def test_monitors_of_real_listings_are_understood() -> None:
    texts = [path.read_bytes() for folder in listing_folders() for path in folder.glob("assets/monitors/*.json")]
    shown = [render(monitor_summary(json.loads(text), {}).sentence) for text in texts]
    quoted = [sentence for sentence in shown if sentence.startswith("Alerts on")]

    assert shown
    assert len(quoted) <= 1  # the sum of six metrics is too long for a sentence


@given(JSON)
def test_any_value_has_a_sentence(value: Json) -> None:
    definition: Json = {"query": value, "options": value, "message": value, "name": value}
    for monitor in (value, definition, {"definition": definition}):
        summary = monitor_summary(monitor if isinstance(monitor, dict) else {"definition": monitor}, {})
        assert isinstance(summary.sentence, Message)
        assert render(summary.sentence)


@given(st.sampled_from(sorted(SENTENCES)), st.integers(0, 200), st.text(max_size=3))
def test_broken_queries_have_a_sentence(query: str, at: int, text: str) -> None:
    broken = query[:at] + text + query[at + 1 :]

    assert all(sentences(broken))
