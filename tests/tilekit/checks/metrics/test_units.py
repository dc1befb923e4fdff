"""The unit that the end of a metric name suggests, and the unit that a text means."""

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, fixed_text, only_finding
from tests.tilekit.checks.metrics.files import listing_with, table
from tilekit.checks.metrics.unit_from_name import unit_from_name
from tilekit.checks.metrics.units import likely_unit, unit_meant_by, unit_pair_meant_by
from tilekit.core.messages import render


@pytest.mark.parametrize(
    "name,unit,per",
    [
        ("size_bytes", "byte", ""), ("memory.bytes", "byte", ""), ("wait_ms", "millisecond", ""),
        ("uptime.seconds", "second", ""), ("gc.pause_ns", "nanosecond", ""), ("latency_us", "microsecond", ""),
        ("duration.sec", "second", ""), ("cpu.percent", "percent", ""), ("error_rate_percent", "percent", ""),
        ("elapsedTimeMillis", "millisecond", ""), ("runtime_hours", "hour", ""), ("bytes_per_sec", "byte",
        "second"), ("bytesPerSecond", "byte", "second"), ("net.bits_per_minute", "bit", "minute"),
        ("byte_per_s", "byte", "second"), ("p95_ms", "millisecond", ""), ("message_bytes", "byte", ""),
        ("cpu_seconds", "second", ""), ("cpu_percent", "percent", ""), ("gc.after_bytes", "byte", ""),
        ("days_left", "day", ""), ("bytes.in.count", "byte", ""), ("duration.seconds.sum", "second", ""),
    ],
)  # fmt: skip
def test_a_name_that_ends_in_a_unit_promises_it(name: str, unit: str, per: str) -> None:
    assert unit_from_name(f"acme.{name}") == (unit, per)


@pytest.mark.parametrize(
    "name",
    [
        "ops_per_second", "requests_per_minute", "queries.per_hour", "per_second", "request.rate", "bytes.rate",
        "rate_bytes", "receive_bytes_rate", "network.throughput", "throughput_bytes", "disk.throughput.ms",
        "qps", "iops", "bandwidth.bytes", "hit_ratio", "bytes_per_request", "seconds_per_frame",
        "cost_per_day.bytes", "run.times", "seconds.in.queue", "second", "leap.second", "bit", "host", "core",
        "load.1", "load.min", "min", "latency.percentile", "time_to_live_count", "bytes.count",
        "seconds.bucket", "cpu_seconds_total", "app_sec", "kube_ns", "users.us", "sales.us",
        "last_success_timestamp_seconds", "epoch.seconds", "expiry_hours", "gb_hours", "node.hours",
        "core_seconds", "byte_seconds", "95percentile", "", "...", "gigabyte_seconds", "gigabytes_seconds", "kb_sec",
        "storage.tib_hours", "CoreHours", "watt_hours", "gpu_minutes", "cost.dollar_hours", "kilo_bytes", "MBytes",
        "kiloBytes", "milli_seconds", "failures.last_24_hours", "logins.30_minutes", "latency_95_percent",
        "business_hours",
    ],
)  # fmt: skip
def test_a_name_that_ends_in_something_else_promises_nothing(name: str) -> None:
    assert unit_from_name(f"acme.{name}") == ("", "")
    rows = {0: {"metric_name": f"acme.queue.{name}"}, 1: {"metric_name": f"acme.queue.z_{name}", "unit_name": "byte"}}
    codes = {one.code for one in findings_in(listing_with(table(rows)), "MD")}
    assert codes.isdisjoint({"MD-024", "MD-025"})


@pytest.mark.parametrize("unit,per", [("byte", "second"), ("byte", "")])
def test_a_speed_that_has_its_unit_is_left_alone(unit: str, per: str) -> None:
    rows = {1: {"metric_name": "acme.queue.read_bytes_per_sec", "unit_name": unit, "per_unit_name": per}}

    assert findings_in(listing_with(table(rows)), "MD") == []


@pytest.mark.parametrize(
    "text,unit,per",
    [
        ("bytes/s", "byte", "second"), ("requests per second", "request", "second"), ("MB", "megabyte", ""),
        ("GB/day", "gigabyte", "day"), ("%", "percent", ""), ("ms", "millisecond", ""), ("widgets/s", "", ""),
        ("bytes/widget", "", ""), ("", "", ""), ("/", "", ""),
    ],
)  # fmt: skip
def test_a_unit_may_be_over_another(text: str, unit: str, per: str) -> None:
    assert unit_pair_meant_by(text) == (unit, per)


@pytest.mark.parametrize(
    "name,unit",
    [
        ("last_seen_ms", "unix millisecond"), ("created_at_seconds", "unix second"), ("size_bytes",
        "byte_in_binary_bytes_family"), ("cpu.percent", "percent_nano"),
    ],
)  # fmt: skip
def test_a_form_of_the_promised_unit_is_left_alone(name: str, unit: str) -> None:
    rows = {1: {"metric_name": f"acme.queue.{name}", "unit_name": unit, "per_unit_name": ""}}

    assert {one.code for one in findings_in(listing_with(table(rows)), "MD")} <= {"MD-047"}


@pytest.mark.parametrize(
    "text,unit",
    [
        ("ops", "operation"), ("msgs", "message"), ("reqs", "request"), ("mins", "minute"), ("degrees_celsius",
        "degree celsius"), ("milli-second", "millisecond"), ("milisecond", "millisecond"), ("kilobite", "kilobyte"),
        ("reqeusts", "request"), ("none", ""), ("count", ""), ("number", ""), ("score", ""), ("router", ""),
        ("threat", ""), ("storage", ""), ("allocation", ""), ("distance", ""), ("percentile", ""), ("kbs", ""),
    ],
)  # fmt: skip
def test_a_unit_is_asked_about_only_if_it_is_surely_meant(text: str, unit: str) -> None:
    assert likely_unit(text) == unit


@pytest.mark.parametrize(
    "unit,per,code,fix",
    [
        ("bytes per second", "", "MD-019", ("byte", "second")),
        ("request/second", "second", "MD-019", ("request", "second")),
        ("iops", "", "MD-019", ("operation", "second")),
        ("MBps", "s", "MD-019", ("megabyte", "second")),
        ("message", "message/s", "MD-020", ("message", "second")),
        ("byte/second", "minute", "MD-019", None),
        ("ms/s", "", "MD-019", None),
        ("second", "sec", "MD-020", None),
        ("byte", "bytes", "MD-020", None),
        ("seconds", "second", "MD-019", None),
    ],
)
def test_two_units_go_where_they_belong(unit: str, per: str, code: str, fix: tuple[str, str] | None) -> None:
    bundle = listing_with(table({1: {"unit_name": unit, "per_unit_name": per}}))
    finding = next(one for one in findings_in(bundle, "MD") if one.code == code)

    assert (finding.fix is None) is (fix is None)
    if fix:
        after = {1: {"unit_name": fix[0], "per_unit_name": fix[1]}}
        assert fixed_text(bundle, finding) == table(after)


def test_what_is_written_at_an_unknown_unit_says_where_it_belongs() -> None:
    texts = {
        "byte/s": "byte/s is not a known unit. Set unit_name to byte and per_unit_name to second.",
        "ms/s": "ms/s is not a known unit. millisecond per second divides one time by another. Use the unit fraction "
        "and leave per_unit_name empty. If the two units differ, also convert the values that you send.",
        "none": "none is not a known unit. Choose one from the list, or leave the cell empty.",
    }
    for unit, text in texts.items():
        rows = {1: {"unit_name": unit, "per_unit_name": ""}}
        assert render(only_finding(listing_with(table(rows)), "MD-019").message) == text


def test_what_may_be_bits_or_bytes_is_a_guess() -> None:
    assert [unit_meant_by(text) for text in ("b", "Mb", "Gb", "B", "MB", "GiB")] == [
        "",
        "",
        "",
        "byte",
        "megabyte",
        "gibibyte",
    ]


@pytest.mark.parametrize(
    "text",
    ["See https://acme.example/depth", "Depth by `queue_name`", "Value of acme.queue.depth", "Depth of max_size",
     "Waiting since 10.0.0.1", "Written to /var/lib/acme", "One of: read, write:", 'The state is "wait."',
     "Read <host>"],
)  # fmt: skip
def test_a_description_that_ends_in_code_may_lack_a_full_stop(text: str) -> None:
    assert findings_in(listing_with(table({1: {"description": text}})), "MD") == []


@pytest.mark.parametrize(
    "text", ["Messages that wait,", "Messages that wait -", "Depth, as in RFC-1149", "Depth of Q3"]
)
def test_where_no_word_ends_a_description_the_full_stop_is_for_the_partner(text: str) -> None:
    assert only_finding(listing_with(table({1: {"description": text}})), "MD-033").fix is None


@pytest.mark.parametrize(
    "text",
    ["Messages that wait (all)", "Messages, read and/or written", "Use of the CPU", "It can't wait",
     'Messages that are "open"', "Number of re-reads"],
)  # fmt: skip
def test_a_full_stop_is_added_behind_a_word(text: str) -> None:
    bundle = listing_with(table({1: {"description": text}}))

    assert fixed_text(bundle, only_finding(bundle, "MD-033")) == table({1: {"description": f"{text}."}})


def test_descriptions_without_a_full_stop_are_a_style_if_most_have_none() -> None:
    rows = {at: {"description": f"Messages of kind {at} that wait"} for at in (0, 1)}

    assert findings_with(listing_with(table(rows)), "MD-033") == []


def test_aggregations_of_one_thing_may_share_a_description() -> None:
    text = "How long a message waits."
    rows = {
        0: {"metric_name": "acme.queue.age.avg", "description": text},
        1: {"metric_name": "acme.queue.age.max", "description": text, "unit_name": "", "per_unit_name": ""},
    }

    assert findings_in(listing_with(table(rows)), "MD") == []
