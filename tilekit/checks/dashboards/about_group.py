"""DB-016 to DB-018: the About group of a board."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.dashboards.new_parts import about_group
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.parsed_files import MANIFEST, require_manifest
from tilekit.core.messages import N_
from tilekit.parse.dashboard import BOARD_COLUMNS, Widget
from tilekit.sections.overview import Overview

ABOUT_TITLE = re.compile(r"\babout\b", re.IGNORECASE)
_OWN_BANNER = "/static/images/integration_dashboard/"


def product_group(board: Board) -> Widget | None:
    """The group that describes the product; None if there is none."""
    return next((group for group in board.groups if ABOUT_TITLE.search(group.title)), None)


@dashboard_check(
    "DB-016",
    Severity.ADVICE,
    N_("Add an About {name} group with a short description and links."),
    name=N_("No About group"),
    fix=FixClass.SUGGESTED,
    applies_to="groups",
    expected=N_("An About group that contains no data"),
    bad="no About group",
    good="About Acme Queue with a text and a link",
)
def has_about(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """There is an About group, and it contains no data. DB-015 reports a dashboard without groups."""
    group = product_group(board)
    if board.groups and group is None:
        if MANIFEST in bundle.files:
            require_manifest(bundle)  # it contains the name of the product
        name = bundle.section(Overview).title
        yield board.asset.finding("/widgets", name=name, fix=about_group(board, bundle))
    elif group and any(widget.has_data for widget in board.inside(group)):
        yield board.asset.finding(
            group.pointer, group.title, message=N_("The About group contains data. Use it only for text and links.")
        )


@dashboard_check(
    "DB-017",
    Severity.ADVICE,
    N_("The About group takes the full width. Make it half as wide."),
    name=N_("Full-width About group"),
    fix=FixClass.SUGGESTED,
    applies_to="groups",
    expected=N_("The About group does not take the full width"),
    bad="an About group 12 columns wide",
    good="6 columns wide",
)
def has_half_about(board: Board, _: Bundle) -> Iterator[RawFinding]:
    group = product_group(board)
    if board.is_ordered and group and group.box and group.box.width >= BOARD_COLUMNS:
        pointer = f"{group.pointer}/layout/width"
        is_free = all(widget.box and widget.box.right <= BOARD_COLUMNS // 2 for widget in board.inside(group))
        fix = board.asset.setting(pointer, BOARD_COLUMNS // 2, N_("Set the width to 6 columns")) if is_free else None
        yield board.asset.finding(pointer, group.title, fix=fix)


@dashboard_check(
    "DB-018",
    Severity.ADVICE,
    N_("The About group has no banner or image. Choose a banner."),
    name=N_("About group without a banner"),
    applies_to="groups",
    expected=N_(
        "The About group has an image, or a banner whose address starts with https:// or "
        "/static/images/integration_dashboard/"
    ),
    bad="an About group without an image",
    good="a banner under /static/images/integration_dashboard/",
)
def has_banner(board: Board, _: Bundle) -> Iterator[RawFinding]:
    group = product_group(board)
    if group is None:
        return
    banner = group.definition.get("banner_img")
    if banner in (None, "") and not any(widget.type == "image" for widget in board.inside(group)):
        yield board.asset.finding(f"{group.pointer}/definition", group.title)
    elif isinstance(banner, str) and banner and not banner.startswith((_OWN_BANNER, "https://")):
        message = N_(
            "The banner must be one of the platform's images, or its address must start with https://. Choose another "
            "banner."
        )
        yield board.asset.finding(f"{group.pointer}/definition/banner_img", banner, message=message)
