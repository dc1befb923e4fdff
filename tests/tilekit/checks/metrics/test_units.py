"""What the end of a metric name says of the unit of its value, and what a text says of a unit."""

import pytest

from tests.tilekit.checks.metrics.files import listing_with, table
from tests.tilekit.checks.running import findings, fixed, only
from tilekit.checks.metrics.units import meant_by, pair_meant_by, promised_by


@pytest.mark.parametrize(
    "name,unit,per",
    [
        ("size_bytes", "byte", ""), ("memory.bytes", "byte", ""), ("wait_ms", "millisecond", ""),
        ("uptime.seconds", "second", ""), ("gc.pause_ns", "nanosecond", ""), ("latency_us", "microsecond", ""),
        ("duration.sec", "second", ""), ("cpu.percent", "percent", ""), ("error_rate_percent", "percent", ""),
        ("elapsedTimeMillis", "millisecond", ""), ("runtime_hours", "hour", ""), ("bytes_per_sec", "byte",
        "second"), ("bytesPerSecond", "byte", "second"), ("net.bits_per_minute", "bit", "minute"),
        ("byte_per_s", "byte", "second"),
    ],
)  # fmt: skip
def test_a_name_that_ends_in_a_unit_promises_it(name: str, unit: str, per: str) -> None:
    assert promised_by(f"acme.{name}") == (unit, per)


@pytest.mark.parametrize(
    "name",
    [
        "ops_per_second", "requests_per_minute", "queries.per_hour", "per_second", "request.rate", "bytes.rate",
        "rate_bytes", "receive_bytes_rate", "network.throughput", "throughput_bytes", "disk.throughput.ms",
        "qps", "iops", "bandwidth.bytes", "hit_ratio", "bytes_per_request", "seconds_per_frame",
        "cost_per_day.bytes", "run.times", "days_left", "second", "leap.second", "bit", "host", "core",
        "load.1", "load.min", "min", "latency.percentile", "time_to_live_count", "bytes.count",
        "seconds.bucket", "cpu_seconds_total", "app_sec", "kube_ns", "users.us", "sales.us",
        "last_success_timestamp_seconds", "epoch.seconds", "expiry_hours", "gb_hours", "node.hours",
        "core_seconds", "byte_seconds", "95percentile", "", "...",
    ],
)  # fmt: skip
def test_a_name_that_ends_in_something_else_promises_nothing(name: str) -> None:
    assert promised_by(f"acme.{name}") == ("", "")
    rows = {0: {"metric_name": f"acme.queue.{name}"}, 1: {"metric_name": f"acme.queue.z_{name}", "unit_name": "byte"}}
    codes = {one.code for one in findings(listing_with(table(rows)), "MD")}
    assert codes.isdisjoint({"MD-024", "MD-025"})


@pytest.mark.parametrize("unit,per", [("byte", "second"), ("byte", "")])
def test_a_speed_that_has_its_unit_is_left_alone(unit: str, per: str) -> None:
    rows = {1: {"metric_name": "acme.queue.read_bytes_per_sec", "unit_name": unit, "per_unit_name": per}}

    assert findings(listing_with(table(rows)), "MD") == []


@pytest.mark.parametrize(
    "text,unit,per",
    [
        ("bytes/s", "byte", "second"), ("requests per second", "request", "second"), ("MB", "megabyte", ""),
        ("GB/day", "gigabyte", "day"), ("%", "percent", ""), ("ms", "millisecond", ""), ("widgets/s", "", ""),
        ("bytes/widget", "", ""), ("", "", ""), ("/", "", ""),
    ],
)  # fmt: skip
def test_a_unit_may_be_over_another(text: str, unit: str, per: str) -> None:
    assert pair_meant_by(text) == (unit, per)


def test_what_may_be_bits_or_bytes_is_a_guess() -> None:
    assert [meant_by(text) for text in ("b", "Mb", "Gb", "B", "MB", "GiB")] == [
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
    assert findings(listing_with(table({1: {"description": text}})), "MD") == []


@pytest.mark.parametrize(
    "text", ["Messages that wait,", "Messages that wait -", "Depth, as in RFC-1149", "Depth of Q3"]
)
def test_where_no_word_ends_a_description_the_full_stop_is_for_the_partner(text: str) -> None:
    assert only(listing_with(table({1: {"description": text}})), "MD-033").fix is None


@pytest.mark.parametrize(
    "text",
    ["Messages that wait (all)", "Messages, read and/or written", "Use of the CPU", "It can't wait",
     'Messages that are "open"', "Number of re-reads"],
)  # fmt: skip
def test_a_full_stop_is_added_behind_a_word(text: str) -> None:
    bundle = listing_with(table({1: {"description": text}}))

    assert fixed(bundle, only(bundle, "MD-033")) == table({1: {"description": f"{text}."}})


def test_aggregations_of_one_thing_may_share_a_description() -> None:
    text = "How long a message waits."
    rows = {
        0: {"metric_name": "acme.queue.age.avg", "description": text},
        1: {"metric_name": "acme.queue.age.max", "description": text, "unit_name": "", "per_unit_name": ""},
    }

    assert findings(listing_with(table(rows)), "MD") == []
