"""Findings about functions, shared by the queries of dashboards and monitors."""

from collections.abc import Iterable, Iterator

from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.queries.functions import suggested_function
from tilekit.queries.query_parts import FunctionCall

UNKNOWN_PART = N_("The query contains an unknown part: “{near}”. Check its spelling.")


def misspelled_functions(asset: Asset, pointer: str, calls: Iterable[FunctionCall]) -> Iterator[RawFinding]:
    """Advice about functions that are certainly misspelled, in a query at the pointer."""
    for call in calls:
        if suggestion := suggested_function(call.name):
            change = (call.at, call.at + len(call.name), suggestion)
            fix = asset.rewording(pointer, change, N_("Use {near}"), near=suggestion)
            raw_finding = asset.finding(
                pointer, call.name, near=call.name, message=UNKNOWN_PART, severity=Severity.ADVICE, fix=fix
            )
            yield asset.inside(raw_finding, call.at)
