"""Who draws a tile for reviewers: a higher room, which registers how (`register_preview` in its hooks)."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from listings.models import Submission

Query = Mapping[str, str]


class Preview(Struct, frozen=True, kw_only=True):
    """A tile for templates: each of card, head, tabs and body is the name of one that prints `shown`.

    styles and behaviours name the style sheets and modules that they need.
    """

    shown: object
    card: str
    head: str
    tabs: str
    body: str
    styles: tuple[str, ...] = ()
    behaviours: tuple[str, ...] = ()


class Frame(Struct, frozen=True, kw_only=True):
    """Where a tile stands: the address of the page without the query of the tile, and the level of its top heading."""

    base: str
    level: int = 2


Draw = Callable[[Submission, Query, Frame], Preview]
_drawn_by: dict[str, Draw] = {}


def register_preview(draw: Draw) -> None:
    """Say how a frozen round is drawn: (submission, query of the page, what stands around it) -> Preview.

    The query says which tab is open (`tab`) and where its table starts (`start`). A second one raises ValueError.
    """
    if _drawn_by:
        text = "the preview of a submission is registered twice"
        raise ValueError(text)
    _drawn_by["submission"] = draw


def preview_of(submission: Submission, query: Query, frame: Frame) -> Preview | None:
    """The tile of the round as customers would see it; None where no room draws it."""
    draw = _drawn_by.get("submission")
    return draw(submission, query, frame) if draw else None
