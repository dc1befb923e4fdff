"""What dashboards and monitors say alike of functions in their queries."""

from collections.abc import Iterable, Iterator

from tilekit.checks.assets import Asset
from tilekit.checks.finding import Severity, Spot
from tilekit.core.messages import N_
from tilekit.queries.facts import Call
from tilekit.queries.functions import meant_function

UNKNOWN_PART = N_("The query contains an unknown part: “{near}”. Check its spelling.")


def odd_functions(asset: Asset, pointer: str, calls: Iterable[Call]) -> Iterator[Spot]:
    """Advice on the functions that are surely misspelled, in a query at the pointer."""
    for call in calls:
        if meant := meant_function(call.name):
            change = (call.at, call.at + len(call.name), meant)
            fix = asset.rewording(pointer, change, N_("Use {near}"), near=meant)
            spot = asset.spot(
                pointer, call.name, near=call.name, message=UNKNOWN_PART, severity=Severity.ADVICE, fix=fix
            )
            yield asset.inside(spot, call.at)
