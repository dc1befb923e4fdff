"""Prepares previews of a draft's tile, and of pictures in its texts."""

from collections.abc import Callable

from files.pictures import StoredFiles, large_picture
from page_parts.tile.presenter import TilePresenter, present_tile
from studio.wizard.page.wizard import Wizard
from tilekit.core.pictures import Picture
from tilekit.core.section import Tab
from tilekit.sections.overview import Overview
from tilekit.tile import tile_of

# Tabs whose step edits the texts of the card, which is then shown above the tabs.
_TABS_WITH_CARD = (Tab.OVERVIEW,)


def preview_context(wizard: Wizard, *, tab: str, level: int, start: str = "") -> dict[str, object]:
    """The template context of the preview of a tab, by default the overview. start is the number of metrics to skip."""
    shown = shown_preview(wizard, tab=tab, level=level, start=start)
    return {
        "presenter": shown,
        "wanted_tab": tab,
        "has_card": tab in _TABS_WITH_CARD,
        "has_tab": tab in ("", shown.tab),
    }


def shown_preview(wizard: Wizard, *, tab: str, level: int, start: str = "", base: str = "") -> TilePresenter:
    """The tile as it would be published now; base is the URL of the page that shows it."""
    view = tile_of(wizard.bundle)
    digests = dict(view.pictures)
    if view.pricing and view.pricing.eula:
        digests[view.pricing.eula] = wizard.bundle.files.digest(view.pricing.eula)
    files = StoredFiles.of(wizard.revision.listing_id, digests)
    return present_tile(view, files=files, tab=tab, base=base or wizard.url("preview"), level=level, metrics_from=start)


def pictures_of(wizard: Wizard) -> Callable[[str], Picture | None]:
    """A function (path in the folder) -> picture, or None if there is no such picture."""
    images = [row.image for row in wizard.bundle.section(Overview).media]
    digests = {image.name: image.sha256 for image in images if image}

    def picture_of(path: str) -> Picture | None:
        return large_picture(wizard.revision.listing_id, wizard.blobs.get(digests.get(path, "")))

    return picture_of
