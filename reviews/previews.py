"""The preview of a tile for reviewers, which a higher room registers (`register_preview` in its hooks)."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from listings.models import Submission

Query = Mapping[str, str]


class Preview(Struct, frozen=True, kw_only=True):
    """A tile for templates: card, head, tabs and body are names of templates that render `shown`.

    styles and behaviours are the style sheets and JavaScript modules that they need.
    """

    shown: object
    card: str
    head: str
    tabs: str
    body: str
    styles: tuple[str, ...] = ()
    behaviours: tuple[str, ...] = ()


class PreviewFrame(Struct, frozen=True, kw_only=True):
    """The page around a tile: its URL without the query of the tile, and the level of the tile's top heading."""

    base: str
    level: int = 2


RenderPreview = Callable[[Submission, Query, PreviewFrame], Preview]
_renderers: dict[str, RenderPreview] = {}


def register_preview(draw: RenderPreview) -> None:
    """Register the function that renders a submission: (submission, query of the page, frame) -> Preview.

    The query contains the open tab (`tab`) and the start of its table (`start`). Raises ValueError if called twice.
    """
    if _renderers:
        text = "the preview of a submission is registered twice"
        raise ValueError(text)
    _renderers["submission"] = draw


def preview_of(submission: Submission, query: Query, frame: PreviewFrame) -> Preview | None:
    """The tile of the submission as customers would see it; None if no room renders it."""
    draw = _renderers.get("submission")
    return draw(submission, query, frame) if draw else None
