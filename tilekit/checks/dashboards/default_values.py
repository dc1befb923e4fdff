"""DB-052: the default values of template variables."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.account_values import is_account_key, is_common_value
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

# A duration, a number or a percentile. The product generates such values, and showing all of them at once is useless.
_MEASURE = re.compile(
    r"(?:last|past|next)?[_\s-]*p?\d+(?:\.\d+)?[_\s-]*"
    r"(?:%|ms|s|sec|m|min|h|hr|d|w|mo|y|percentile|(?:second|minute|hour|day|week|month|quarter|year)s?|th)?",
    re.IGNORECASE,
)


@dashboard_check(
    "DB-052",
    Severity.WARNING,
    N_("{name} has the default “{value}”, which might not exist in a customer's account. Use * instead."),
    name=N_("Template variable with a fixed default"),
    fix=FixClass.SUGGESTED,
    applies_to="/template_variables",
    expected=N_("The default is * or a value that exists in every account"),
    bad='"default": "prod-7"',
    good='"default": "*"',
)
def defaults_to_all_values(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """Variables select all values by default.

    Values that the product or the dashboard names are allowed, because they don't belong to one account.
    """
    product_values = {bundle.section(Overview).integration_id, bundle.section(Data).logs_source}
    for pointer, variable in board.variables:
        if variable.get("type") == "group":
            continue  # its values are tags to group by, not values of a tag
        name = text(variable.get("name"))
        single, several = variable.get("default"), elements(variable.get("defaults"))
        if isinstance(single, str) and single not in product_values and not _is_everybodys(variable, single):
            fix = board.asset.setting(f"{pointer}/default", "*", N_("Use * as the default"))
            yield board.asset.finding(f"{pointer}/default", single, name=name, fix=fix)
        texts = [item for item in several if isinstance(item, str)]
        unusual = [item for item in texts if item not in product_values and not _is_everybodys(variable, item)]
        if unusual:
            fix = board.asset.setting(f"{pointer}/defaults", ["*"], N_("Use * as the default"))
            yield board.asset.finding(f"{pointer}/defaults", unusual[0], name=name, fix=fix)


def _is_everybodys(variable: dict[str, Json], value: str) -> bool:
    """Whether customers also have the value: it is a unit of measure, or one of several that the board offers."""
    if value in ("*", "") or is_common_value(value):
        return True
    key, offered = text(variable.get("prefix")), variable.get("available_values")
    is_offered = isinstance(offered, list) and value in offered and len(offered) > 1
    return not is_account_key(key) and (is_offered or bool(_MEASURE.fullmatch(value)))
