"""Who draws a tile for reviewers: a higher room, which registers how (`register_preview` in its hooks)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from listings.models import Submission

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A tile for templates: each of head, tabs and body is the name of one that prints `shown`.

    styles and behaviours name the style sheets and modules that they need.
    """

    shown: object
    head: str
    tabs: str
    body: str
    styles: tuple[str, ...] = ()
    behaviours: tuple[str, ...] = ()


Draw = Callable[[Submission, Query, str], Preview]
_drawn_by: dict[str, Draw] = {}


def register_preview(draw: Draw) -> None:
    """Say how a frozen round is drawn: (submission, query of the page, its address without that query) -> Preview.

    The query says which tab is open (`tab`) and where its table starts (`start`). A second one raises ValueError.
    """
    if _drawn_by:
        text = "the preview of a submission is registered twice"
        raise ValueError(text)
    _drawn_by["submission"] = draw


def preview_of(submission: Submission, query: Query, base: str) -> Preview | None:
    """The tile of the round as customers would see it; None where no room draws it."""
    draw = _drawn_by.get("submission")
    return draw(submission, query, base) if draw else None
