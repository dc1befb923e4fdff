"""The alerts in docs/alerts.yml use metrics and labels that /metrics exposes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from common.metrics import RECORDED
from jobs.kind_registry import kind_names
from operations.metrics import gauges
from operations.metrics.exposition import BUILD
from operations.metrics.gauges import Gauge
from tests.contract.tree import ROOT

pytestmark = pytest.mark.sqlite_is_enough
ALERTS: list[dict[str, Any]] = yaml.safe_load((ROOT / "docs" / "alerts.yml").read_text())["groups"][0]["rules"]
GAUGES = [BUILD, *(value for value in vars(gauges).values() if isinstance(value, Gauge))]
_OF_PROMETHEUS = {"instance", "job"}  # labels that it adds
_SELECTOR = re.compile(r"(slipway_\w+)(?:\{([^}]*)\})?")
_BY = re.compile(r"\bby \(([^)]*)\)")


def labels_by_name() -> dict[str, set[str]]:
    """{name of a sample: its labels}"""
    names = {gauge.name: set(gauge.labels) for gauge in GAUGES}
    for metric in RECORDED:
        labels = set(metric.labels)
        if metric.buckets:
            names |= {f"{metric.name}_{end}": labels for end in ("sum", "count")}
            names[f"{metric.name}_bucket"] = labels | {"le"}
        else:
            names[f"{metric.name}_total"] = labels
    return names


def problems(expression: str) -> Iterator[str]:
    exposed, grouped = labels_by_name(), set[str]()
    for name, matchers in _SELECTOR.findall(expression):
        grouped |= exposed.get(name, set())
        if name not in exposed:
            yield name
        yield from (
            f"{name}: {label}" for label in re.findall(r"(\w+)=", matchers) if label not in exposed.get(name, ())
        )
    used = {label.strip() for labels in _BY.findall(expression) for label in labels.split(",")}
    yield from used - grouped - _OF_PROMETHEUS


@pytest.mark.parametrize("alert", ALERTS, ids=[alert["alert"] for alert in ALERTS])
def test_alert_uses_what_is_exposed_and_says_what_to_do(alert: dict[str, Any]) -> None:
    assert list(problems(alert["expr"])) == []
    assert alert["annotations"]["action"].endswith(".")
    assert alert["annotations"]["summary"]
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert set(re.findall(r'kind="([\w-]+)"', alert["expr"])) <= set(kind_names())
    assert set(re.findall(r'outcome="(\w+)"', alert["expr"])) <= {"done", "error", "lost", "sent", "failed"}


@pytest.mark.parametrize(
    "expression",
    ["slipway_no_such > 1", 'slipway_requests_total{code="500"} > 1', "sum by (path) (slipway_requests_total)"],
)
def test_a_wrong_expression_is_noticed(expression: str) -> None:
    assert list(problems(expression))


def test_alerts_cover_what_operators_must_act_on() -> None:
    names = {name for alert in ALERTS for name, _matchers in _SELECTOR.findall(alert["expr"])}

    assert names >= {
        "slipway_service_up", "slipway_queue_age_seconds", "slipway_queue_jobs", "slipway_requests_total",
        "slipway_webhooks", "slipway_background_processes", "slipway_audit_unsealed_age_seconds",
        "slipway_audit_unsent_age_seconds", "slipway_backup_last_timestamp_seconds",
    }  # fmt: skip


def test_every_metric_is_documented_with_its_labels() -> None:
    page = (ROOT / "docs" / "monitoring.md").read_text()
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `slipway_")]
    documented = {name: set(re.findall(r"`(\w+)`", row[1])) for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    declared = {metric.name: set(metric.labels) for metric in (*RECORDED, *GAUGES)}

    assert documented == declared
