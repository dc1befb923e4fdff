"""Prepares previews of a draft's tile, and of pictures in its texts."""

from collections.abc import Callable

from catalog.cards import cards_with_draft
from catalog.queries import CatalogueFilter
from common.install_links import install_link
from files.pictures import StoredFiles, large_picture
from page_parts.tile.fields import FieldLinks
from page_parts.tile.presenter import TilePresenter, present_tile
from studio.page_urls import step_of_tab, step_url
from studio.wizard.page.step.preview_query import (
    CARD_VIEW,
    LINKS_ID,
    LINKS_ON,
    PHONE_SCREEN,
    SEARCH_VIEW,
    TILE_VIEW,
    PreviewQuery,
    focused,
    switches,
)
from studio.wizard.page.step.tile_links import edit_links, element_id, first_place, place_of_element
from studio.wizard.page.wizard import Wizard
from tilekit.core.pictures import Picture
from tilekit.core.section import Tab
from tilekit.sections.overview import Overview
from tilekit.tile import tile_of

# Tabs whose step edits the texts of the card, which is then shown above the tabs.
_TABS_WITH_CARD = (Tab.OVERVIEW,)


def preview_context(wizard: Wizard, *, tab: str, level: int, start: str = "") -> dict[str, object]:
    """The template context of the preview of a tab, by default the overview. start is the number of metrics to skip."""
    drawings = PreviewQuery(tab=Tab.RESOURCES).url(wizard.url("preview"))
    shown = shown_preview(wizard, tab=tab, level=level, start=start, drawings_url=drawings)
    return {
        "presenter": shown,
        "wanted_tab": tab,
        "has_card": tab in _TABS_WITH_CARD,
        "has_tab": tab in ("", shown.tab),
    }


def shown_preview(
    wizard: Wizard,
    *,
    tab: str,
    level: int,
    start: str,
    base: str = "",
    links: FieldLinks | None = None,
    drawings_url: str = "",
) -> TilePresenter:
    """The tile as it would be published now; base is the URL of the page that shows it."""
    view = tile_of(wizard.bundle)
    digests = dict(view.pictures)
    if view.pricing and view.pricing.eula:
        digests[view.pricing.eula] = wizard.bundle.files.digest(view.pricing.eula)
    return present_tile(
        view,
        files=StoredFiles.of(wizard.revision.listing_id, digests),
        tab=tab,
        base=base or wizard.url("preview"),
        level=level,
        metrics_from=start,
        edit_links=links,
        drawings_url=drawings_url,
        install=install_link(view.integration_id, is_live=False),
    )


def preview_page_context(wizard: Wizard, query: PreviewQuery) -> dict[str, object]:
    """The template context of the page of the preview, with the bar above it."""
    page = wizard.url("preview")
    return {
        **preview_frame_context(wizard, query, level=2),
        "switches": switches(page, query),
        "links_id": LINKS_ID,
        "links_label_href": focused(query.url(page, links="" if query.has_links else LINKS_ON), LINKS_ID),
        "hidden_inputs": query.pairs(without=["q"]),
        "page": page,
        "is_search": query.show == SEARCH_VIEW,
        "frame_url": query.url(wizard.url("preview-frame")) if query.width == PHONE_SCREEN else "",
        "edit_url": step_url(wizard.revision, step_of_tab(query.tab)),
    }


def preview_frame_context(wizard: Wizard, query: PreviewQuery, *, level: int) -> dict[str, object]:
    """The template context of what the preview shows: the tile, or cards of the catalogue."""
    page = wizard.url("preview")
    links = edit_links(wizard) if query.has_links else None
    base = query.url(page, tab="", start="")
    presenter = shown_preview(wizard, tab=query.tab, start=query.start, level=level, base=base, links=links)
    is_card = query.show in (CARD_VIEW, SEARCH_VIEW)
    return {
        "query": query,
        "listing": wizard.revision.listing,
        "presenter": presenter,
        "is_card": is_card,
        **(_cards_context(wizard, query, presenter) if is_card else {}),
    }


def _cards_context(wizard: Wizard, query: PreviewQuery, presenter: TilePresenter) -> dict[str, object]:
    filters = CatalogueFilter(text=query.q if query.show == SEARCH_VIEW else "")
    # With links to fields, the title is no link: it would cover the whole card.
    tile_url = "" if query.has_links else query.url(wizard.url("preview"), show=TILE_VIEW, q="")
    cards = cards_with_draft(presenter, filters, listing_id=wizard.revision.listing_id, href=tile_url)
    is_missing = all(card["presenter"] is not presenter for card in cards)
    return {"cards": cards, "words": filters.words, "is_missing": is_missing}


def url_in_preview(wizard: Wizard, section: str) -> str:
    """The URL of the first element of the section in the preview; "" if the tile shows none of its fields."""
    return _url_of_place(wizard, first_place(wizard, section))


def url_of_element(wizard: Wizard, html_id: str) -> str:
    """The URL of the field that an element of a form belongs to in the preview; "" if there is none.

    If the tile doesn't show the field, that of its section.
    """
    _, _, name = html_id.partition("-")
    section = name.partition("-")[0]
    place = place_of_element(wizard, html_id)
    return _url_of_place(wizard, place or (first_place(wizard, section) if section in wizard.documents else None))


def _url_of_place(wizard: Wizard, place: tuple[Tab, str] | None) -> str:
    if place is None:
        return ""
    tab, path = place
    return f"{PreviewQuery(tab=str(tab), links=LINKS_ON).url(wizard.url('preview'))}#{element_id(path)}"


def pictures_of(wizard: Wizard) -> Callable[[str], Picture | None]:
    """A function (path in the folder) -> picture, or None if there is no such picture."""
    images = [row.image for row in wizard.bundle.section(Overview).media]
    digests = {image.name: image.sha256 for image in images if image}

    def picture_of(path: str) -> Picture | None:
        return large_picture(wizard.revision.listing_id, wizard.blobs.get(digests.get(path, "")))

    return picture_of
