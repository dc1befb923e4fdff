"""The tile of a submission, for reviewers."""

from catalog.tile_presenter import present_tile
from files.pictures import StoredFiles
from listings.models import Submission
from listings.submissions import bundle_of_submission
from reviews.previews import Preview, PreviewFrame, Query
from tilekit.tile import tile_of


def render_submission(submission: Submission, query: Query, frame: PreviewFrame) -> Preview:
    """The submission as customers would see it: the tab in the query, or `all`."""
    shown = present_tile(
        tile_of(bundle_of_submission(submission)),
        files=StoredFiles.of(submission.revision.listing_id, submission.files),
        tab=query.get("tab", ""),
        base=frame.base,
        level=frame.level,
        metrics_from=query.get("start", ""),
    )
    return Preview(
        shown=shown,
        card="catalog/tile/card.html",
        head="catalog/tile/head.html",
        tabs="catalog/tile/tabs.html",
        body="catalog/tile/body.html",
        styles=("css/tile.css",),
        behaviours=("tabs", "carousel"),
    )
