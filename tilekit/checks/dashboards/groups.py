"""DB-015 and DB-019 to DB-026: the groups of a board."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.about_group import ABOUT_TITLE, product_group
from tilekit.checks.dashboards.additions import fix_moving_to_top
from tilekit.checks.dashboards.board import Board, boards, dashboard_check
from tilekit.checks.dashboards.new_parts import check_status, logs_group, monitor_summary
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.title_case import in_title_case
from tilekit.core.messages import N_, Message
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import text
from tilekit.sections.content import Content
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_OVERVIEW = re.compile(r"\b(?:overview|summary)\b", re.IGNORECASE)


def overview(board: Board) -> Widget | None:
    """The group with the most important numbers; None if there is none."""
    return next(
        (group for group in board.groups if _OVERVIEW.search(group.title) and not ABOUT_TITLE.search(group.title)),
        None,
    )


@dashboard_check(
    "DB-015",
    Severity.WARNING,
    N_("The dashboard has no groups. Put its widgets in groups with titles."),
    name=N_("Dashboard without groups"),
    applies_to="/widgets",
    expected=N_("Widgets are in groups"),
    bad="widgets outside groups",
    good="widgets in groups with titles",
)
def uses_groups(board: Board, _: Bundle) -> Iterator[RawFinding]:
    if board.widgets and not board.groups:
        yield board.asset.finding("/widgets")


@dashboard_check(
    "DB-019",
    Severity.ADVICE,
    N_("Add an Overview group that shows the most important numbers."),
    name=N_("No Overview group"),
    applies_to="groups",
    expected=N_("An Overview or Summary group"),
    bad="no Overview group",
    good="Overview with the main numbers",
)
def has_overview(board: Board, _: Bundle) -> Iterator[RawFinding]:
    if board.groups and overview(board) is None:
        yield board.asset.finding("/widgets")


@dashboard_check(
    "DB-020",
    Severity.ADVICE,
    N_("Move the About or Overview group to the top."),
    name=N_("About or Overview group not at the top"),
    fix=FixClass.SUGGESTED,
    applies_to="groups",
    expected=N_("If there is an About or Overview group, one of them is in the first row of groups"),
    bad="Overview at the bottom",
    good="About and Overview on top",
)
def begins_with_about(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """If there is an About or Overview group, one of them is in the first row of groups.

    Groups without positions are in the order of the file. A group that only shows a banner, an image or a text may be
    above.
    """
    about_groups = [group for group in (product_group(board), overview(board)) if group]
    groups = [group for group in board.groups if group in about_groups or not _is_banner(board, group)]
    boxes = [group.box for group in groups if group.box]
    if len(boxes) == len(groups):
        top = min((box.y for box in boxes), default=0)
        first = [group for group in groups if group.box and group.box.y == top]
    else:
        first = groups[:1]
    if about_groups and not any(group in about_groups for group in first):
        fix = fix_moving_to_top(board, about_groups[0], title=Message(N_("Move the group to the top")))
        yield board.asset.finding(first[0].pointer, first[0].title, fix=fix)


def _is_banner(board: Board, group: Widget) -> bool:
    """Whether a group contains notes and images, and nothing else."""
    widgets = board.inside(group)
    return all(widget.family == "content" for widget in widgets) and (
        bool(widgets) or bool(group.definition.get("banner_img"))
    )


@dashboard_check(
    "DB-021",
    Severity.ADVICE,
    N_("Show the service check in the Overview group."),
    name=N_("No service check or monitors in the Overview group"),
    fix=FixClass.SUGGESTED,
    applies_to="groups",
    expected=N_(
        "The Overview group shows a service check if the listing has service checks, and a monitor "
        "summary if it has monitors"
    ),
    bad="an Overview without the service check",
    good="the state of acme.queue.can_connect",
)
def shows_state(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    group = overview(board)
    if group is None:
        return
    types = {widget.type for widget in board.inside(group)}
    checks = bundle.section(Data).service_checks_json
    if checks and checks.size > len("[]\n") + 1 and "check_status" not in types:
        yield board.asset.finding(group.pointer, "check_status", fix=check_status(board, group, bundle))
    if bundle.section(Content).monitors and "manage_status" not in types:
        message = N_("Show a monitor summary in the Overview group.")
        fix = monitor_summary(board, group, bundle)
        yield board.asset.finding(group.pointer, "manage_status", message=message, fix=fix)


@dashboard_check(
    "DB-022",
    Severity.WARNING,
    N_("This group has no title. Add one."),
    name=N_("Group without a title"),
    applies_to="groups",
    expected=N_("Every group has a title"),
    bad="a group without a title",
    good="Consumers",
)
def has_group_titles(board: Board, _: Bundle) -> Iterator[RawFinding]:
    for group in (widget for widget in board.widgets if widget.type == "group"):
        if not group.title:
            yield board.asset.finding(f"{group.pointer}/definition/title")


@dashboard_check(
    "DB-023",
    Severity.ADVICE,
    N_("“{value}” is not in title case. Change it to “{better}”."),
    name=N_("Group title not in title case or repeated"),
    fix=FixClass.SUGGESTED,
    applies_to="groups",
    expected=N_("Group titles are in title case, and no two are the same"),
    bad="queue details",
    good="Queue Details",
)
def has_title_case(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """The listing's title may stay as it is in a group's title, for example “About dbt core”."""
    seen, own_title = set[str](), bundle.section(Overview).title
    for group in board.groups:
        pointer, better = f"{group.pointer}/definition/title", in_title_case(group.title)
        before, title, after = group.title.partition(own_title) if own_title else ("", "", "")
        if title and len(better) == len(group.title):
            better = better[: len(before)] + own_title + better[len(better) - len(after) :]
        if group.title and group.title.lower() in seen:
            yield board.asset.finding(
                pointer, group.title, message=N_("Two groups have the title “{value}”. Rename one of them.")
            )
        elif better != group.title and group.definition.get("show_title") is not False:
            fix = board.asset.setting(pointer, better, N_("Change it to “{better}”"), better=better)
            yield board.asset.finding(pointer, group.title, better=better, fix=fix)
        seen.add(group.title.lower())


@dashboard_check(
    "DB-024",
    Severity.ADVICE,
    N_("Move this widget into a group."),
    name=N_("Widget outside groups"),
    folded=N_("{n} widgets are outside the groups, for example “{title}”. Move them into groups."),
    applies_to="/widgets",
    expected=N_("Only notes and images are outside groups"),
    bad="a graph outside the groups",
    good="the graph in a group",
)
def groups_data(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """On a dashboard with groups, only notes and images are outside groups."""
    for widget in board.top if board.groups else ():
        if not widget.is_group and widget.family != "content":
            yield board.asset.finding(widget.pointer, title=widget.title or widget.type)


@dashboard_check(
    "DB-025",
    Severity.ADVICE,
    N_("A grey header looks disabled. Choose white or another colour."),
    name=N_("Unsuitable colour of a group header"),
    fix=FixClass.SUGGESTED,
    applies_to="groups",
    expected=N_("No grey group headers, and not the same bright colour for all groups"),
    bad="grey headers",
    good="vivid_blue",
)
def has_no_grey(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """No group header is grey, and they don't all have the same bright colour."""
    colours = [text(group.definition.get("background_color")) for group in board.groups]
    for group, colour in zip(board.groups, colours, strict=True):
        if "gray" in colour or "grey" in colour:
            pointer = f"{group.pointer}/definition/background_color"
            yield board.asset.finding(
                pointer, colour, fix=board.asset.setting(pointer, "white", N_("Make the header white"))
            )
    if len(colours) > 2 and len(set(colours)) == 1 and colours[0].startswith("vivid_"):
        message = N_("All groups have the same bright colour. Use different colours, or make the headers white.")
        yield board.asset.finding("/widgets", colours[0], message=message)


@dashboard_check(
    "DB-026",
    Severity.WARNING,
    N_("Add a Logs group that shows log counts by status and a list of error logs."),
    name=N_("No Logs group"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("listing, logs"),
    expected=N_("If the listing has a log pipeline, a dashboard contains a list of logs"),
    bad="a log pipeline, but no logs on the dashboard",
    good="a Logs group with log counts by status and error logs",
)
def has_logs(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    if not bundle.section(Data).log_pipeline_yaml:
        return
    everywhere = boards(bundle)
    if everywhere and board.asset.file == everywhere[0].asset.file and not any(map(_shows_logs, everywhere)):
        yield board.asset.finding("/widgets", fix=logs_group(board, bundle) if board.groups else None)


def _shows_logs(board: Board) -> bool:
    """Whether a board has a list of logs. Lists of events, issues and the like don't count."""
    sources = {query.source for widget in board.widgets for query in board.queries_of(widget)}
    return any(widget.type == "log_stream" for widget in board.widgets) or "logs_stream" in sources
