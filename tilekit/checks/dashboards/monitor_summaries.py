"""DB-073: monitor summaries of another product."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.sections.overview import Overview

_INTEGRATION = re.compile(r"(?<![\w-])integration:\"?(?P<name>[\w-]+)")


@dashboard_check(
    "DB-073",
    Severity.WARNING,
    N_("This widget lists the monitors of {value}, another integration. Use the tag integration:{name}."),
    name=N_("Monitor summary of another integration"),
    applies_to=N_("monitor summaries"),
    expected=N_("A monitor summary that filters by an integration shows the listing's own monitors"),
    bad="tag:integration:other-queue",
    good="tag:integration:acme-queue",
)
def summarises_own_monitors(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """A summary whose query names only other integrations."""
    own_names, name = own_names_of(bundle), bundle.section(Overview).integration_id
    for widget in board.leaves:
        pointer = f"{widget.pointer}/definition/query"
        matches = list(_INTEGRATION.finditer(text(board.asset.at(pointer)))) if widget.type == "manage_status" else []
        if own_names.names and matches and not any(own_names.has_product(match["name"]) for match in matches):
            value = matches[0]["name"]
            yield board.asset.inside(board.asset.finding(pointer, value, name=name), matches[0].start())
