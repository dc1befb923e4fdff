"""Suggests the OAuth scopes that the data types of a listing need."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from tilekit.core.kind import ListingKind
from tilekit.core.messages import N_, Message, render
from tilekit.platform_lists import rows

API_KEYS = "api_keys_write"
# Data type in lower case -> the scopes with which a service reads it; the first one is suggested.
_READ_SCOPES: Mapping[str, tuple[str, ...]] = {
    "metrics": ("metrics_read", "timeseries_query"),
    "logs": ("logs_read_data", "logs_read_index_data"),
    "traces": ("apm_read",),
    "events": ("events_read",),
    "incidents": ("incident_read",),
    "security events": ("security_monitoring_signals_read",),
}
_DATA_NAMES = {
    "metrics": N_("metrics"),
    "logs": N_("logs"),
    "traces": N_("traces"),
    "events": N_("events"),
    "incidents": N_("incidents"),
    "security events": N_("security events"),
    "service checks": N_("service checks"),
}
_LAST_OF_SEVERAL = N_("{others} and {last}")
_SUBMITS = N_("Your listing submits {data}, so it needs {scope}.")
_QUERIES = N_("Your listing reads {data}, so it needs {scope}.")


_USES = {_SUBMITS: "Sends {data}", _QUERIES: "Reads {data}"}


class ScopeSuggestion(Struct, frozen=True, kw_only=True):
    """A scope that the listing needs and doesn't have, the sentence that explains why, and its use in English."""

    scope: str
    reason: Message
    use: str


def suggested_scopes(kind: ListingKind, scopes: Collection[str]) -> list[ScopeSuggestion]:
    """The scopes that the declared data types need, without those that are in scopes. The platform's list has them."""
    listed = {row["scope"] for row in rows("oauth_scopes.csv")}
    return [row for row in _needed(kind, scopes) if row.scope in listed]


def scope_uses(kind: ListingKind) -> dict[str, str]:
    """{scope: its use in English} of all scopes that the declared data types explain, also of those with equal use."""
    return {scope: needs.use for needs in suggested_scopes(kind, ()) for scope in _same_use(needs.scope)}


def _same_use(scope: str) -> tuple[str, ...]:
    return next((names for names in _READ_SCOPES.values() if scope in names), (scope,))


def _needed(kind: ListingKind, scopes: Collection[str]) -> Iterator[ScopeSuggestion]:
    if kind.submitted and API_KEYS not in scopes:
        yield _suggestion(_SUBMITS, API_KEYS, sorted(kind.submitted))
    if "incidents" in kind.submitted and "incident_write" not in scopes:
        yield _suggestion(_SUBMITS, "incident_write", ["incidents"])
    for data, names in _READ_SCOPES.items():
        if data in kind.queried and not set(names) & set(scopes):
            yield _suggestion(_QUERIES, names[0], [data])


def _suggestion(text: str, scope: str, data: Iterable[str]) -> ScopeSuggestion:
    named = _named(data)
    reason = Message(text, {"scope": scope, "data": named})
    return ScopeSuggestion(scope=scope, reason=reason, use=_USES[text].format(data=render(named, "en")))


def _named(data: Iterable[str]) -> Message:
    *others, last = (Message(_DATA_NAMES.get(name, name)) for name in data)
    return Message(_LAST_OF_SEVERAL, {"others": tuple(others), "last": last}) if others else last
