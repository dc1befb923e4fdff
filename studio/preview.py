"""The tile of a draft, beside the form that feeds it."""

from catalog.shown import ShownTile, shown_tile
from files.kinds import PDF
from files.models import Blob
from files.queries import blobs_of
from studio.files_shown import file_url
from studio.wizard import Wizard
from tilekit.core.section import Tab
from tilekit.tile import tile_of

# The card stands above the tabs where its words are written.
_WITH_CARD = (Tab.OVERVIEW,)


def preview_context(wizard: Wizard, *, tab: str, level: int, start: str = "") -> dict[str, object]:
    """What a preview shows of a tab; an unknown one is the overview. start says how many metrics to skip."""
    shown = shown_preview(wizard, tab=tab, level=level, start=start)
    return {"shown": shown, "wanted_tab": tab, "has_card": tab in _WITH_CARD, "is_there": tab in ("", shown.tab)}


def shown_preview(wizard: Wizard, *, tab: str, level: int, start: str = "", base: str = "") -> ShownTile:
    """The tile as it would be published now; base is the address of the page that shows it."""
    view = tile_of(wizard.bundle)
    digests = dict(view.pictures)
    if view.pricing and view.pricing.eula:
        digests[view.pricing.eula] = wizard.bundle.files.digest(view.pricing.eula)
    stored = blobs_of(digests.values()) if digests else {}

    def image_url(path: str) -> str | None:
        blob = stored.get(digests.get(path, ""))
        return file_url(wizard.revision, blob.sha256) if blob and _is_served(blob) else None

    address = base or wizard.url("preview")
    return shown_tile(view, image_url=image_url, tab=tab, base=address, level=level, metrics_from=start)


def _is_served(blob: Blob) -> bool:
    """Pictures in the page, the licence as a download."""
    return blob.is_picture or blob.media_type == PDF
