"""DB-001, DB-002 and DB-062: how many dashboards, and how large."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import assets
from tilekit.checks.context import Context
from tilekit.checks.dashboards.reading import Board, boards
from tilekit.checks.dashboards.rules import rule
from tilekit.checks.finding import Severity, Spot, finding
from tilekit.checks.registry import check
from tilekit.core.kind import exchanges_data
from tilekit.core.messages import N_
from tilekit.sections.content import Content

FIELD = "content.dashboards"
MAX_BOARDS, MAX_BYTES, MAX_LEVELS = 10, 1_000_000, 3


@check(
    code="DB-001",
    severity=Severity.WARNING,
    in_submission=Severity.BLOCKER,
    message=N_("Add a dashboard. Customers see it right after they install the integration."),
)
def has_board(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """An integration that exchanges data brings a dashboard; one that cannot be read counts."""
    is_listed = any(row.file for row in bundle.section(Content).dashboards)
    if exchanges_data(bundle.kind) and not is_listed and not any(assets(bundle, "dashboards")):
        yield finding(path=FIELD, file="manifest.json", pointer="/assets/dashboards")


@check(
    code="DB-002",
    severity=Severity.BLOCKER,
    message=N_("The listing has {n} dashboards; the limit is 10. Remove some."),
)
def has_few_boards(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """At most ten dashboards."""
    n = len(boards(bundle))
    if n > MAX_BOARDS:
        yield finding(path=FIELD, file="manifest.json", pointer="/assets/dashboards", value=n, n=n)


@rule("DB-062", Severity.BLOCKER, N_("The dashboard file is larger than 1 MB. Reduce its size."))
def is_small_enough(board: Board, _: Bundle) -> Iterator[Spot]:
    """At most 1 MB, and groups at most three levels deep."""
    if len(board.asset.document.source.data) > MAX_BYTES:
        yield board.asset.spot()
    deep = next((widget for widget in board.widgets if widget.is_group and widget.level >= MAX_LEVELS), None)
    if deep:
        yield board.asset.spot(
            deep.pointer, message=N_("Groups are nested more than three levels deep. Use fewer levels.")
        )
