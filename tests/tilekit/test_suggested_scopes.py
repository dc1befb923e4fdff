"""The scopes that the declared data types need."""

import pytest

from tilekit.core.kind import ListingKind, OfferingType, Route
from tilekit.core.messages import render
from tilekit.suggest.scopes import scope_uses, suggested_scopes


def kind(submitted: str = "", queried: str = "") -> ListingKind:
    return ListingKind(
        route=Route.INTEGRATIONS,
        offering_type=OfferingType.INTEGRATION,
        code_type="api_oauth",
        submitted=frozenset(filter(None, submitted.split(","))),
        queried=frozenset(filter(None, queried.split(","))),
    )


@pytest.mark.parametrize(
    "submitted,queried,scopes,reasons",
    [
        ("", "", [], []),
        ("logs", "", [], ["Your listing submits logs, so it needs api_keys_write."]),
        ("logs,metrics", "", [], ["Your listing submits logs and metrics, so it needs api_keys_write."]),
        ("events,logs,metrics", "", [], ["Your listing submits events, logs and metrics, so it needs api_keys_write."]),
        ("logs", "", ["api_keys_write"], []),
        ("", "metrics", [], ["Your listing reads metrics, so it needs metrics_read."]),
        ("", "metrics", ["timeseries_query"], []),
        ("", "logs", ["logs_read_index_data"], []),
        ("", "security events", [], [
            "Your listing reads security events, so it needs security_monitoring_signals_read."
        ]),
        ("incidents", "", ["api_keys_write"], ["Your listing submits incidents, so it needs incident_write."]),
        ("", "traces,events", [], [
            "Your listing reads traces, so it needs apm_read.",
            "Your listing reads events, so it needs events_read.",
        ]),
    ],
)  # fmt: skip
def test_data_types_suggest_scopes_with_the_reason(
    submitted: str, queried: str, scopes: list[str], reasons: list[str]
) -> None:
    suggestions = suggested_scopes(kind(submitted, queried), scopes)

    assert [render(row.reason) for row in suggestions] == reasons


def test_scopes_with_the_same_use_have_the_same_reason() -> None:
    assert scope_uses(kind("metrics,logs", "logs")) == {
        "api_keys_write": "Sends logs and metrics",
        "logs_read_data": "Reads logs",
        "logs_read_index_data": "Reads logs",
    }
