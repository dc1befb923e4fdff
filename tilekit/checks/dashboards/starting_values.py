"""DB-052: the values on which template variables start."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.account_values import is_everyones, is_own_key
from tilekit.checks.dashboards.reading import Board
from tilekit.checks.dashboards.rules import rule
from tilekit.checks.finding import FixClass, Severity, Spot
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

# A span of time, a number, a percentile: the product makes such values, and all of them at once would make no sense.
_MEASURE = re.compile(
    r"(?:last|past|next)?[_\s-]*p?\d+(?:\.\d+)?[_\s-]*"
    r"(?:%|ms|s|sec|m|min|h|hr|d|w|mo|y|percentile|(?:second|minute|hour|day|week|month|quarter|year)s?|th)?",
    re.IGNORECASE,
)


@rule(
    "DB-052",
    Severity.WARNING,
    N_("{name} has the default “{value}”, which customers may not have. Use * instead."),
    fix=FixClass.SUGGESTED,
)
def starts_on_all(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Variables start on all values; what the product or the board names is not a value of one account."""
    own = {bundle.section(Overview).integration_id, bundle.section(Data).logs_source}
    for pointer, variable in board.variables:
        if variable.get("type") == "group":
            continue  # its values are tags to group by, not values of a tag
        name = text(variable.get("name"))
        single, several = variable.get("default"), variable.get("defaults")
        if isinstance(single, str) and single not in own and not _is_everybodys(variable, single):
            fix = board.asset.setting(f"{pointer}/default", "*", N_("Use * as the default"))
            yield board.asset.spot(f"{pointer}/default", single, name=name, fix=fix)
        items = several if isinstance(several, list) else []
        odd = [item for item in items if item not in own and not _is_everybodys(variable, text(item))]
        if odd:
            fix = board.asset.setting(f"{pointer}/defaults", ["*"], N_("Use * as the default"))
            yield board.asset.spot(f"{pointer}/defaults", odd[0], name=name, fix=fix)


def _is_everybodys(variable: dict[str, Json], value: str) -> bool:
    """Whether customers have the value too: it is a measure, or one of several that the board itself offers."""
    if value in ("*", "") or is_everyones(value):
        return True
    key, offered = text(variable.get("prefix")), variable.get("available_values")
    is_offered = isinstance(offered, list) and value in offered and len(offered) > 1
    return not is_own_key(key) and (is_offered or bool(_MEASURE.fullmatch(value)))
