"""DB-001, DB-002 and DB-062: the number and the size of dashboards."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import assets
from tilekit.checks.context import Context
from tilekit.checks.dashboards.board import Board, boards, dashboard_check
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.registry import check
from tilekit.core.kind import exchanges_data
from tilekit.core.messages import N_
from tilekit.sections import limits
from tilekit.sections.content import Content

DASHBOARDS_FIELD = "content.dashboards"
MAX_BOARDS, MAX_BOARD_BYTES, MAX_GROUP_LEVELS = limits.ASSETS, 1_000_000, 3


@check(
    code="DB-001",
    name=N_("No dashboard"),
    severity=Severity.WARNING,
    submission_severity=Severity.BLOCKER,
    message=N_("Add a dashboard. Customers see it right after they install the integration."),
    applies_to=N_("listing"),
    expected=N_("At least one dashboard"),
    bad="no dashboard",
    good="acme_queue_overview.json",
)
def has_board(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A listing that exchanges data has a dashboard. A dashboard that can't be read counts, too."""
    is_listed = any(row.file for row in bundle.section(Content).dashboards)
    if exchanges_data(bundle.kind) and not is_listed and not any(assets(bundle, "dashboards")):
        yield finding(path=DASHBOARDS_FIELD, file="manifest.json", pointer="/assets/dashboards")


@check(
    code="DB-002",
    name=N_("Too many dashboards"),
    severity=Severity.BLOCKER,
    message=N_("The listing has {n} dashboards; the limit is 10. Remove some."),
    applies_to=N_("listing"),
    expected=N_("At most ten dashboards"),
    bad="twelve dashboards",
    good="two dashboards",
)
def has_few_boards(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    n = len(boards(bundle))
    if n > MAX_BOARDS:
        yield finding(path=DASHBOARDS_FIELD, file="manifest.json", pointer="/assets/dashboards", value=n, n=n)


@dashboard_check(
    "DB-062",
    Severity.BLOCKER,
    N_("The dashboard file is larger than 1 MB. Reduce its size."),
    name=N_("Dashboard too large or too deeply nested"),
    applies_to=N_("file"),
    expected=N_("At most 1 MB, and groups are nested at most 3 levels deep"),
    bad="a file of 3 MB",
    good="a file of 200 kB",
)
def is_small_enough(board: Board, _: Bundle) -> Iterator[RawFinding]:
    if len(board.asset.document.source.data) > MAX_BOARD_BYTES:
        yield board.asset.finding()
    deep = next((widget for widget in board.widgets if widget.is_group and widget.level >= MAX_GROUP_LEVELS), None)
    if deep:
        yield board.asset.finding(
            deep.pointer, message=N_("Groups are nested more than three levels deep. Use fewer levels.")
        )
