"""MD-038: whether a metric name suggests that high or low values are better."""

import pytest

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.metrics.files import listing_with, table
from tilekit.checks.finding import Severity


@pytest.mark.parametrize(
    "name,value",
    [
        ("errors", "1"), ("error_rate", "1"), ("request_latency_p95_ms", "1"), ("failed_login_attempts", "1"),
        ("errorsPerSecond", "1"), ("job_duration_seconds", "1"), ("packets_dropped_total", "1"), ("success", "-1"),
        ("success_percent", "-1"), ("available_bytes", "-1"), ("uptime_seconds", "-1"), ("healthy_hosts", "-1"),
        ("errors.count", "1"), ("latency.avg", "1"), ("success.ratio", "-1"),
        ("missrate", "1"), ("cache_misses", "1"), ("errorrate", "1"), ("uncaught_exceptions", "1"),
        ("crashes.count", "1"),
    ],
)  # fmt: skip
def test_an_orientation_that_the_name_denies_is_asked_about(name: str, value: str) -> None:
    findings_by_code = {one.code: one for one in findings_in(listing_with(_with_orientation(name, value)), "MD")}

    assert findings_by_code.keys() <= {"MD-038", "MD-014"}
    assert (findings_by_code["MD-038"].severity, findings_by_code["MD-038"].line) == (Severity.ADVICE, 3)


@pytest.mark.parametrize(
    "name,value",
    [
        ("error_budget_minutes", "1"), ("last_success_age_minutes", "-1"), ("success_response_ms", "-1"),
        ("errors_remaining", "1"), ("error_budget.remaining", "1"), ("success_ms", "-1"), ("success_duration", "-1"),
        ("minutes_since_last_failure", "1"), ("mean_time_between_failures", "1"), ("errors_prevented", "1"),
        ("failed_jobs_recovered", "1"), ("available_updates", "-1"), ("error_free_sessions", "1"),
        ("latency_score", "1"), ("session_duration", "1"), ("healthy_threshold", "-1"), ("uptime_checks", "-1"),
        ("errors.prevented.count", "1"), ("success.seconds", "-1"), ("request.duration.count", "1"),
        ("latency.sum", "1"), ("hitrate", "1"), ("bitrate", "1"), ("avoided_misses", "1"), ("crashes_prevented", "1"),
    ],
)  # fmt: skip
def test_a_name_that_only_has_such_a_word_is_not_asked_about(name: str, value: str) -> None:
    assert "MD-038" not in {one.code for one in findings_in(listing_with(_with_orientation(name, value)), "MD")}


def _with_orientation(name: str, value: str) -> str:
    row = {"metric_name": f"acme.queue.d.{name}", "orientation": value, "unit_name": "", "per_unit_name": ""}
    units = {"ms": "millisecond", "bytes": "byte", "seconds": "second", "percent": "percent"}
    return table({1: {**row, "unit_name": units.get(name.rpartition("_")[2], "")}})
