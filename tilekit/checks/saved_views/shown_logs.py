"""SV-017 and SV-020: saved views that show only what one account has, or nothing."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.dashboards.account_values import is_account_value
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.single_persons import is_single_person
from tilekit.checks.saved_views.contents import saved_view_check
from tilekit.core.messages import N_
from tilekit.parse.json_values import members, text
from tilekit.queries.languages import Language, parse_text

_FIXED_TIMES = N_("The view always shows the same dates, so customers see no data. Remove {value}.")
_NO_ERRORS = N_("The name says “{value}”, but the query has no filter for them. Add one, or rename the view.")
_SHORT = N_("The view shows only {value} milliseconds. Set interval_ms to the time range in milliseconds.")
_SHORTEST_MS = 60_000
_TYPE_OF_PAGE = {"traces": "trace", "process_overview": "process"}
_ERRORS = re.compile(r"\b(?:errors?|failures?|failed|warnings?|critical)\b", re.IGNORECASE)
_ONLY_SOURCE = re.compile(r"\s*(?:(?:source|service):[\w.-]+\s*)+")


@saved_view_check(
    "SV-017",
    Severity.WARNING,
    N_("The filter {value} is specific to your account. Remove it."),
    name=N_("Saved view for one account or one day"),
    starts_observed=True,
    applies_to="/query, /timerange",
    expected=N_(
        "No filter on a fixed host, account, cluster or person, no fixed dates, and a query that fits the name"
    ),
    bad="source:acme-queue host:web-01",
    good="source:acme-queue",
)
def shows_what_everyone_has(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The query and the time range of a view fit every account, and its name fits the query."""
    query, times = text(asset.value.get("query")), members(asset.value.get("timerange"))
    for one in parse_text(Language.SEARCH, query).filters:
        is_fixed = "*" not in one.value and one.value[:1] not in "<>[$"
        if is_account_value(one) or (one.value and is_fixed and is_single_person(one)):
            yield asset.finding("/query", f"{one.key}:{one.value}")
    for key in ("from", "to"):
        if times.get(key) and times.get("live") is not True:
            yield asset.finding(f"/timerange/{key}", key, message=_FIXED_TIMES)
            break
    words = _ERRORS.search(text(asset.value.get("name"))) if asset.value.get("type") == "logs" else None
    if words and _ONLY_SOURCE.fullmatch(query):
        yield asset.finding("/query", words[0], message=_NO_ERRORS)


@saved_view_check(
    "SV-020",
    Severity.WARNING,
    N_("The page {page} does not show {value}. Change the page or the type."),
    name=N_("Saved view without data"),
    starts_observed=True,
    applies_to="/page, /type, /timerange",
    expected=N_("The page shows data of the type, and the time range has at least a minute"),
    bad='"type": "logs" and "page": "traces"',
    good='"type": "logs" and "page": "stream"',
)
def shows_something(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The page can show the type, and the time range is not in another unit than milliseconds."""
    page, kind = text(asset.value.get("page")), text(asset.value.get("type"))
    if kind and _TYPE_OF_PAGE.get(page, kind) != kind:
        yield asset.finding("/page", kind, page=page)
    interval = asset.at("/timerange/interval_ms")
    if isinstance(interval, int | float) and 0 < interval < _SHORTEST_MS:
        yield asset.finding("/timerange/interval_ms", interval, message=_SHORT)
