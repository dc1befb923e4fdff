"""MN-030 to MN-033: the types of values in a monitor, the values that are allowed, and its kinds of threshold."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.json_types import (
    FLAG,
    NUMBER,
    OBJECT,
    OBJECTS,
    TEXT,
    TEXTS,
    allowed,
    if_number,
    one_of,
    only,
    whole_number,
    wrong_types,
)
from tilekit.checks.monitors.query_checks import THRESHOLDS, compares_critical, is_measured
from tilekit.checks.monitors.template_files import monitor_check, monitor_query_check
from tilekit.checks.shapes import HasNoKey, HasTypes, ShapeTable
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements
from tilekit.queries.monitors import MonitorQuery

_OPTIONS = "/definition/options"
_OTHER_THRESHOLDS = ("critical_recovery", "ok", "unknown", "warning", "warning_recovery")
# As documented for monitors of the platform's API. Keys that other checks report are left out.
_TYPES = {
    "": {"version": NUMBER, "tags": TEXTS},
    "/definition": {"name": TEXT, "message": TEXT, "priority": NUMBER, "restricted_roles": TEXTS, "tags": TEXTS},
    _OPTIONS: {
        **dict.fromkeys(("enable_logs_sample", "include_tags", "notify_audit", "require_full_window"), FLAG),
        **dict.fromkeys(
            (
                *("evaluation_delay", "min_failure_duration", "min_location_failed", "new_group_delay"),
                *("new_host_delay", "no_data_timeframe", "renotify_interval", "renotify_occurrences", "timeout_h"),
            ),
            NUMBER,
        ),
        **dict.fromkeys(("escalation_message", "on_missing_data"), TEXT),
        "renotify_statuses": TEXTS,
        "threshold_windows": OBJECT,
        "variables": OBJECTS,
    },
    f"{_OPTIONS}/threshold_windows": dict.fromkeys(("trigger_window", "recovery_window"), TEXT),
    f"{_OPTIONS}/variables/*": {
        **dict.fromkeys(("data_source", "name", "storage"), TEXT),
        **dict.fromkeys(("compute", "search"), OBJECT),
        "group_by": OBJECTS,
        "indexes": TEXTS,
    },
    f"{_OPTIONS}/variables/*/compute": {"aggregation": TEXT, "metric": TEXT},
    f"{_OPTIONS}/variables/*/search": {"query": TEXT},
    THRESHOLDS: dict.fromkeys(_OTHER_THRESHOLDS, NUMBER),
}


@monitor_query_check(
    "MN-030",
    Severity.WARNING,
    NUMBER.message,
    name=N_("Monitor value of the wrong type"),
    applies_to="/definition",
    expected=N_("Values have the type that the platform expects"),
    bad='"warning": "high"',
    good='"warning": 800',
)
def has_types(template: tuple[Asset, MonitorQuery], bundle: Bundle) -> Iterator[RawFinding]:
    """Values have the type that the platform expects. MN-018 reports a critical threshold that the query compares."""
    asset, query = template
    yield from HasTypes(types=_TYPES).findings_in(asset, bundle)
    if not is_measured(asset):
        yield from wrong_types(asset, asset.at(_OPTIONS), {"thresholds": OBJECT}, pointer=_OPTIONS)
    if not compares_critical(asset, query):
        yield from wrong_types(asset, asset.at(THRESHOLDS), {"critical": NUMBER}, pointer=THRESHOLDS)


_STATUSES = ("alert", "warn", "no data")
row = ShapeTable(monitor_check)
row(
    "MN-031",
    Severity.WARNING,
    whole_number(0).message,
    HasTypes(
        types={  # as documented: datadoghq.dev/datadog-api-client-ruby/DatadogAPIClient/V1/MonitorOptions.html
            "/definition": {"priority": if_number(whole_number(1, 5))},
            _OPTIONS: {
                **dict.fromkeys(
                    (
                        *("evaluation_delay", "min_failure_duration", "new_group_delay", "new_host_delay"),
                        *("no_data_timeframe", "renotify_interval", "renotify_occurrences"),
                    ),
                    if_number(whole_number(0)),
                ),
                "notification_preset_name": one_of(
                    *("show_all", "hide_query", "hide_handles", "hide_all", "hide_query_and_handles"),
                    *("show_only_snapshot", "hide_handles_and_footer"),
                ),
                "on_missing_data": one_of("default", "show_no_data", "show_and_notify_no_data", "resolve"),
                "renotify_statuses": allowed(
                    lambda statuses: (
                        not TEXTS.fits(statuses) or all(status in _STATUSES for status in elements(statuses))
                    ),
                    *_STATUSES,
                ),
                "timeout_h": if_number(whole_number(0, 24)),
            },
        }
    ),
    name=N_("Monitor value that is not allowed"),
    applies_to="/definition",
    expected=N_("Priority, delays, intervals and other options have values that the platform accepts"),
    bad='"priority": 9',
    good='"priority": 3',
)
row(
    "MN-032",
    Severity.WARNING,
    FLAG.message,
    HasTypes(
        types={  # as documented there: MonitorOptions and MonitorFormulaAndFunctionEventQueryGroupBy
            _OPTIONS: {
                **dict.fromkeys(("enable_samples", "groupby_simple_monitor", "notify_no_data"), FLAG),
                "group_retention_duration": TEXT,
                "notify_by": TEXTS,
                "scheduling_options": OBJECT,
            },
            f"{_OPTIONS}/variables/*/group_by/*": {"facet": TEXT, "limit": whole_number(1), "sort": OBJECT},
            f"{_OPTIONS}/variables/*/group_by/*/sort": {
                **dict.fromkeys(("aggregation", "metric"), TEXT),
                "order": only("asc", "desc"),
            },
        }
    ),
    name=N_("Monitor option of the wrong type"),
    applies_to=_OPTIONS,
    expected=N_("Notifications, groups and sorting of a monitor have values that the platform accepts"),
    bad='"notify_by": "queue"',
    good='"notify_by": ["queue"]',
)
row(
    "MN-033",
    Severity.ADVICE,
    N_("{key} is not a threshold. Remove it."),
    HasNoKey(at=THRESHOLDS, forbids=lambda member: member.key not in ("critical", *_OTHER_THRESHOLDS)),
    name=N_("Unknown threshold"),
    expected=N_("Only critical, critical_recovery, ok, unknown, warning and warning_recovery"),
    bad='"thresholds": {"critical": 90, "comparison": ">"}',
    good='"thresholds": {"critical": 90}',
)
