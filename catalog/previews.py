"""Previews of a submission's tile, for reviewers."""

from collections.abc import Mapping

from msgspec import Struct

from common.install_links import install_link
from files.pictures import StoredFiles
from listings.content.submissions import bundle_of_submission
from listings.models import Submission
from page_parts.tile.presenter import TilePresenter, present_tile
from tilekit.tile import tile_of

Query = Mapping[str, str]


class Preview(Struct, frozen=True, kw_only=True):
    """A tile to include in a template. card, head, tabs and body are the names of templates that render `presenter`."""

    presenter: TilePresenter
    card: str = "tile/card.html"
    head: str = "tile/head.html"
    tabs: str = "tile/tabs.html"
    body: str = "tile/body.html"


class PreviewFrame(Struct, frozen=True, kw_only=True):
    """The page that contains a tile: its URL without the tile's query, and the level of the tile's top heading."""

    base: str
    level: int = 2


def preview_of(submission: Submission, query: Query, frame: PreviewFrame) -> Preview:
    """The tile of a submission as customers would see it.

    query may contain the open tab (`tab`) and the first row of its table (`start`).
    """
    view = tile_of(bundle_of_submission(submission))
    presenter = present_tile(
        view,
        files=StoredFiles.of(submission.revision.listing_id, submission.files),
        tab=query.get("tab", ""),
        base=frame.base,
        level=frame.level,
        metrics_from=query.get("start", ""),
        install=install_link(view.integration_id, is_live=False),
    )
    return Preview(presenter=presenter)
