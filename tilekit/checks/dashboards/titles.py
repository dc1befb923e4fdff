"""DB-007 to DB-010: the title of a board."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.dashboards.form import is_old_dashboard
from tilekit.checks.dashboards.title_text import without_leftover
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.sections.overview import Overview

MAX_BOARD_TITLE, MAX_TITLE_LOOKED_AT = 80, 300
_SHORTEST_BRAND = 4


def product_names(bundle: Bundle) -> list[str]:
    """The names of the product, longest first: title, display name, and integration ID as words."""
    overview = bundle.section(Overview)
    names = (overview.title, overview.source_type_name, overview.integration_id.replace("-", " "))
    return sorted(dict.fromkeys(name.strip() for name in names if name.strip()), key=len, reverse=True)


def holds_name(title: str, names: list[str]) -> bool:
    """Whether the title contains one of the names. Spaces, punctuation and case are ignored."""
    plain = _letters(title)
    return any(_letters(name) in plain for name in names if _letters(name))


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


@dashboard_check(
    "DB-007",
    Severity.BLOCKER,
    N_("Give the dashboard a title."),
    name=N_("No dashboard title, or too long"),
    applies_to="/title",
    expected=N_("Not empty, at most 80 characters"),
    bad='"title": ""',
    good='"title": "Acme Queue Overview"',
)
def has_title(board: Board, _: Bundle) -> Iterator[RawFinding]:
    if not board.title and not is_old_dashboard(board):
        yield board.asset.finding("/title")
    elif len(board.title) > MAX_BOARD_TITLE:
        text_long = N_("The title has {n} characters; the limit is 80. Shorten it.")
        yield board.asset.finding("/title", board.title, message=text_long, n=len(board.title))


@dashboard_check(
    "DB-008",
    Severity.WARNING,
    N_("Add {name} to the dashboard title."),
    name=N_("Dashboard title without the product name"),
    fix=FixClass.SUGGESTED,
    applies_to="/title",
    expected=N_("Contains the product name or its first word"),
    bad="Overview",
    good="Acme Queue Overview",
)
def names_product(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    names = product_names(bundle)
    brands = [word for name in names for word in _lower_case_words(name)[:1] if len(word) >= _SHORTEST_BRAND]
    is_named = holds_name(board.title, names) or not set(brands).isdisjoint(_lower_case_words(board.title))
    if board.title and names and not is_named:
        name = bundle.section(Overview).title or names[0]
        new, is_apart = f"{name} {board.title}", set(_lower_case_words(name)).isdisjoint(_lower_case_words(board.title))
        fits = is_apart and len(new) <= MAX_BOARD_TITLE
        fix = board.asset.setting("/title", new, N_("Start the title with {name}"), name=name) if fits else None
        yield board.asset.finding("/title", board.title, name=name, fix=fix)


def _lower_case_words(text: str) -> list[str]:
    """The words of a text in lower case, to see whether a title shares a word with the name."""
    return re.findall(r"\w+", text.lower())


@dashboard_check(
    "DB-009",
    Severity.ADVICE,
    N_("The dashboard title contains a hyphen. Remove it."),
    name=N_("Hyphen in a dashboard title"),
    fix=FixClass.SUGGESTED,
    applies_to="/title",
    expected=N_("No hyphen outside the product name, because the dashboard's address is made from the title"),
    bad="Acme Queue - Overview",
    good="Acme Queue Overview",
)
def has_no_hyphen(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """The title contains no hyphen, because the dashboard's URL is made from it. Hyphens in the product's
    name are allowed.
    """
    overview, rest = bundle.section(Overview), board.title
    for name in (overview.title, overview.source_type_name):
        rest = rest.replace(name, "") if name else rest
    if "-" in rest and len(board.title) <= MAX_TITLE_LOOKED_AT:
        plain = re.sub(r"\s+-+\s+", ": ", board.title)
        is_whole = "-" not in re.sub(r"\s+-+\s+", " ", rest)  # a word with a hyphen may be a name
        fix = board.asset.setting("/title", plain, N_("Change it to “{plain}”"), plain=plain) if is_whole else None
        yield board.asset.finding("/title", board.title, fix=fix)


@dashboard_check(
    "DB-010",
    Severity.WARNING,
    N_("“{value}” looks like the title of a copy or a draft. Rename the dashboard."),
    name=N_("Dashboard title of a copy or a draft"),
    fix=FixClass.SUGGESTED,
    applies_to="/title",
    expected=N_("No word that marks a copy or draft, such as (cloned), copy, test or draft"),
    bad="Acme Queue (cloned)",
    good="Acme Queue Overview",
)
def has_no_draft_title(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """The title doesn't look like that of a copy or a draft, unless the product's name does."""
    plain = without_leftover(board.title) if len(board.title) <= MAX_TITLE_LOOKED_AT else board.title
    names = product_names(bundle)
    cuts_name = holds_name(board.title, names) and not holds_name(plain, names)
    if board.title and plain != board.title and not cuts_name:
        fix = board.asset.setting("/title", plain, N_("Change it to “{plain}”"), plain=plain) if plain else None
        yield board.asset.finding("/title", board.title, fix=fix)
