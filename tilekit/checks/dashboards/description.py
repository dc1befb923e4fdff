"""DB-003 and DB-011: the keys of an export, and the board's description."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.about_group import product_group
from tilekit.checks.dashboards.board import Board, dashboard_check, dashboard_row, read_board
from tilekit.checks.dashboards.form import is_old_dashboard
from tilekit.checks.dashboards.naming import plain_sentence
from tilekit.checks.dashboards.variable_filters import variable_over
from tilekit.checks.dashboards.variables import undefined
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.shapes import HasKeys, Place
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

_GENERATED = re.compile(r"suggested[ _]dashboard|automatically (?:created|generated)|auto-generated", re.IGNORECASE)
_MAX_LENGTH = 300
_WORD = re.compile(r"\w+")
_EMPTY_WORDS = ("a", "dashboard", "default", "description", "for", "main", "of", "our", "overview", "the", "this")


def _fix_adding_key(place: Place) -> Fix | None:
    """The fix that adds the variables, or copies a description. An empty description would be reported next."""
    board = read_board(place.asset)
    if place.key != "template_variables":
        return _fix_copying_note(board) if place.key == "description" else None
    used = [variable_over(name, tag) for name, tag in undefined(board).items()]
    names = tuple(f"${name}" for name in undefined(board))
    title = N_("Add the variables that queries use: {names}") if used else N_("Add an empty {key}")
    return place.setting(list(used), title, key=place.key, names=names)


dashboard_row(
    "DB-003",
    Severity.BLOCKER,
    N_("The export has no {key}. Export the dashboard again from the dashboard page."),
    HasKeys(
        keys=lambda: ("description", "template_variables", "widgets"),
        when=lambda asset: not is_old_dashboard(read_board(asset)),
        repair=_fix_adding_key,
    ),
    name=N_("Missing key in a dashboard"),
    expected=N_("Has description, template_variables and widgets"),
    bad="no template_variables",
    good="description, template_variables and widgets",
)


@dashboard_check(
    "DB-011",
    Severity.WARNING,
    N_("Add a description. Customers see it when they point at the dashboard's title."),
    name=N_("Dashboard without a description"),
    fix=FixClass.SUGGESTED,
    applies_to="/description",
    expected=N_("Not empty, not generated automatically, and more than the title"),
    bad="no description",
    good="Queue depth and consumers of every broker.",
)
def has_description(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """The description explains what the dashboard shows."""
    words = _WORD.findall(board.description.lower())
    says_nothing = bool(words) and set(words) <= {*_WORD.findall(board.title.lower()), *_EMPTY_WORDS}
    is_generated = _GENERATED.search(board.description) is not None
    if "description" in board.asset.value and (not board.description or is_generated or says_nothing):
        message = N_("The description was generated automatically. Describe what the dashboard shows.")
        if says_nothing:
            message = N_("The description “{value}” says no more than the title. Describe what the dashboard shows.")
        message = message if board.description else ""
        yield board.asset.finding("/description", board.description, message=message, fix=_fix_copying_note(board))


def _fix_copying_note(board: Board) -> Fix | None:
    """The fix that copies the text of the first note in the About group."""
    group = product_group(board)
    notes = [widget for widget in board.inside(group) if widget.type == "note"] if group else []
    words = plain_sentence(text(notes[0].definition.get("content")), longest=_MAX_LENGTH) if notes else ""
    return (
        board.asset.setting("/description", words, N_("Copy the description from the About group")) if words else None
    )
