"""SV-018 and SV-019: saved views that show something other than their name says, or the same as another one."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, assets
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.outcomes import other_outcome
from tilekit.checks.registry import check
from tilekit.checks.saved_views.contents import saved_view_check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.queries.languages import Language, parse_text

_ERRORS = frozenset(("alert", "critical", "emergency", "error"))
# A word of a name -> statuses that it can stand for.
_STATUSES = (
    (re.compile(r"\berrors?\b", re.IGNORECASE), _ERRORS),
    (re.compile(r"\bcritical\b", re.IGNORECASE), _ERRORS - {"error"}),
    (re.compile(r"\bwarnings?\b", re.IGNORECASE), frozenset(("warn", "warning"))),
)


@saved_view_check(
    "SV-018",
    Severity.WARNING,
    N_("The name says “{value}”, but the query selects {read}. Correct one of them."),
    name=N_("Saved view that shows something other than its name says"),
    starts_observed=True,
    applies_to="/name, /query",
    expected=N_("The query selects the status or the outcome that the name says"),
    bad="“Failed sign-ins” for @evt.outcome:success",
    good="@evt.outcome:failure",
)
def shows_what_it_is_called(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """A view called “Errors” does not select only other statuses, and one about failures no successes."""
    name, filters = text(asset.value.get("name")), parse_text(Language.SEARCH, text(asset.value.get("query"))).filters
    problem = other_outcome(name, filters)
    statuses = {one.value.lower() for one in filters if one.key == "status" and not one.is_negated}
    for pattern, allowed in _STATUSES if statuses and not problem else ():
        match = pattern.search(name)
        if match and statuses.isdisjoint({*allowed, "*"}):
            problem = match[0], f"status:{min(statuses)}"
            break
    if problem:
        yield asset.finding("/query", problem[0], read=problem[1])


@check(
    code="SV-019",
    name=N_("Two saved views with the same query"),
    severity=Severity.ADVICE,
    message=N_("The view “{name}” has the same query. Change one of them, or remove it."),
    starts_observed=True,
    applies_to="/query",
    expected=N_("Saved views of a page differ in their queries or options"),
    bad="“Errors” and “Slow requests”, both for status:error",
    good="status:error and @duration:>1s",
)
def differs_from_others(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Each view shows something of its own. The second of two equal ones is reported."""
    seen: dict[str, str] = {}
    for asset in assets(bundle, "saved_views"):
        query = " ".join(text(asset.value.get("query")).split())
        key = repr([query, *(asset.value.get(name) for name in ("type", "page", "options", "visible_facets"))])
        name = text(asset.value.get("name"))
        if query and key in seen and seen[key] != name:
            yield asset.finding("/query", query, name=seen[key])
        seen.setdefault(key, name)
