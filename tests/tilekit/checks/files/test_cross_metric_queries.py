"""Queries compared with the metrics file: real faults are reported, similar ones are not."""

import pytest

from tests.tilekit.checks.check_runs import findings_in, only_finding
from tests.tilekit.checks.dashboards.boards import QUERY
from tests.tilekit.checks.files.test_cross_parts import DEPTH, in_metrics, with_board, with_monitor
from tilekit.bundle import Bundle

LEVEL = "/definition/options/thresholds/critical"
NEVER, ALWAYS = (
    "The threshold {value} never triggers, because {metric} has the unit {unit}. Change the threshold.",
    "The threshold {value} always triggers, because {metric} has the unit {unit}. Change the threshold.",
)


def aggregator_findings(query: str, row: str) -> list[str]:
    bundle = with_board({QUERY: query}, **in_metrics("depth,gauge,,message,", row))
    return [one.pointer for one in findings_in(bundle, "XC") if (one.code, one.pointer) == ("XC-019", QUERY)]


@pytest.mark.parametrize(
    "query",
    [
        f"sum:{DEPTH}{{*}} / count:{DEPTH}{{*}}",
        f"100 - sum:{DEPTH}{{*}}",
        f"sum:{DEPTH}{{*}} / sum:acme_widget.queue.consumers{{*}}",
        f"sum:{DEPTH}.count{{*}}",
    ],
)
def test_a_sum_of_shares_inside_a_calculation_is_left_alone(query: str) -> None:
    assert aggregator_findings(query, "depth,gauge,,percent,") == []


@pytest.mark.parametrize(
    "formula,is_told",
    [("depth / consumers", False), ("depth * 100", False), ("default_zero(depth)", True), ("consumers * 2", True)],
)
def test_a_sum_that_a_formula_calculates_with_is_left_alone(formula: str, is_told: bool) -> None:
    request = QUERY.removesuffix("/queries/0/query")
    changes = {QUERY: f"sum:{DEPTH}{{*}}", f"{request}/formulas": [{"formula": formula}]}
    bundle = with_board(changes, **in_metrics("depth,gauge,,message,", "depth,gauge,,percent,"))

    assert [one.code for one in findings_in(bundle, "XC")] == (["XC-019"] if is_told else [])


@pytest.mark.parametrize("query,is_told", [("sum", True), ("max", False)])
def test_temperatures_are_not_summed(query: str, is_told: bool) -> None:
    assert aggregator_findings(f"{query}:{DEPTH}{{*}}", "depth,gauge,,degree celsius,") == [QUERY] * is_told


def test_each_line_of_a_query_is_looked_at() -> None:
    query = f"sum:acme_widget.queue.consumers{{*}}, sum:{DEPTH}{{*}}"
    bundle = with_board({QUERY: query}, **in_metrics("depth,gauge,,message,", "depth,gauge,,percent,"))

    assert only_finding(bundle, "XC-019").value == DEPTH


def listing_with_monitor(query: str, unit: str = "percent") -> Bundle:
    level = float(query.rpartition(" ")[2])
    return with_monitor(
        {"/definition/query": query, "/definition/options/thresholds": {"critical": level}},
        **in_metrics("depth,gauge,,message,", f"depth,gauge,,{unit},"),
    )


@pytest.mark.parametrize(
    "compared,text",
    [
        ("> 150", NEVER),
        ("> 100", NEVER),
        (">= 100", None),
        ("< 0", NEVER),
        ("<= 0", None),
        ("> -1", ALWAYS),
        (">= 0", ALWAYS),
        ("< 150", ALWAYS),
        ("<= 100", ALWAYS),
        ("< 100", None),
        ("== 150", None),
    ],
)
def test_a_level_is_never_or_always_reached(compared: str, text: str | None) -> None:
    findings = findings_in(listing_with_monitor(f"avg(last_5m):avg:{DEPTH}{{*}} by {{queue}} {compared}"), "XC")

    reported = [(one.pointer, one.message.id) for one in findings if one.code == "XC-020"]
    assert reported == ([(LEVEL, text)] if text else [])


@pytest.mark.parametrize(
    "query",
    [
        f"sum(last_5m):avg:{DEPTH}{{*}} > 150",
        f"avg(last_5m):sum:{DEPTH}{{*}} > 150",
        f"avg(last_5m):count:{DEPTH}{{*}} > 150",
        f"avg(last_5m):avg:{DEPTH}{{*}}.rollup(sum, 60) > 150",
        f"avg(last_5m):avg:{DEPTH}{{*}}.rollup(count) > 150",
        f"avg(last_5m):avg:{DEPTH}{{*}}.as_count() > 150",
        f"avg(last_5m):avg:{DEPTH}.count{{*}} > 150",
        f"pct_change(avg(last_5m),last_1h):avg:{DEPTH}{{*}} > 150",
        f"change(avg(last_5m),last_1h):avg:{DEPTH}{{*}} < -30",
        f"avg(last_4h):anomalies(avg:{DEPTH}{{*}}, 'basic', 2) >= 150",
        f"avg(last_5m):avg:{DEPTH}{{*}} * 2 > 150",
    ],
)
def test_what_is_no_share_any_more_has_any_level(query: str) -> None:
    assert [one for one in findings_in(listing_with_monitor(query), "XC") if one.code != "XC-038"] == []


def test_a_rollup_by_its_mean_is_still_a_share() -> None:
    assert (
        only_finding(listing_with_monitor(f"avg(last_5m):avg:{DEPTH}{{*}}.rollup(avg, 60) > 150"), "XC-020").pointer
        == LEVEL
    )


@pytest.mark.parametrize(
    "query",
    [
        f"avg(last_5m):avg:{DEPTH}{{*}} == 0",
        f"avg(last_5m):avg:{DEPTH}{{*}} != 0",
        f"avg(last_5m):count:{DEPTH}{{*}} < 1",
        f"avg(last_5m):avg:{DEPTH}{{*}}.rollup(count) < 1",
    ],
)
def test_an_alert_that_asks_for_neither_high_nor_low_is_left_alone(query: str) -> None:
    assert findings_in(with_monitor({"/definition/query": query}), "XC") == []
