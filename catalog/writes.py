"""Parts of writes that update the catalogue's tables together with a change of what is live."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from catalog.facets import MAX_FACET_VALUE, PUBLISHER, publisher
from catalog.models import Spelling, Tile, TileFacet, TileFile, TileText
from catalog.queries import title_key
from catalog.search_words import indexed_text, spellings
from catalog.versions import version_in
from common.actions import in_transaction
from listings.content.submissions import bundle_of_submission
from listings.content.vendor_fields import documents_with_current_vendor, vendor_in
from listings.lifecycle.change import StateChange
from listings.models import Listing, Release
from listings.states.availabilities import IN_CATALOGUE
from tilekit.bundle import Bundle
from tilekit.tile import TileContent as TileView
from tilekit.tile import tile_of

_CARD = frozenset({"title", "vendor", "summary", "route", "offering_type", "logo", "badges", "categories", "price"})
_SLUG = re.compile(r"[-\w]{1,255}", re.ASCII)


@in_transaction
def put_live_tile(change: StateChange[Any]) -> None:
    """Write the tile of the submission that is live after the change."""
    write_tile(change.listing)


@in_transaction
def write_tile(listing: Listing) -> Tile | None:
    """Write the tile of the listing's live release. If nothing is live, remove the tile and return None.

    The same release always produces the same rows.
    """
    if listing.live_release_id is None:
        Tile.objects.filter(listing=listing).delete()
        return None
    release = Release.objects.select_related("submission").get(pk=listing.live_release_id)
    release.submission.documents = documents_with_current_vendor(listing, release.submission)
    bundle = bundle_of_submission(release.submission)
    view = with_release_days(tile_of(bundle), release_days(listing.pk))
    tile, _is_new = Tile.objects.update_or_create(listing=listing, defaults=_columns(listing, release, view))
    _write_words(tile, view)
    _write_facets(
        tile, {**view.facets, PUBLISHER: (publisher(listing.organisation, tile.vendor_id or "", tile.vendor),)}
    )
    _write_files(tile, view, bundle)
    return tile


@in_transaction
def update_visibility(listing: Listing) -> None:
    """Show or hide the tile in the catalogue, depending on the listing's availability. Its slug stays reserved."""
    Tile.objects.filter(listing=listing).update(is_listed=is_listed(listing))


def is_listed(listing: Listing) -> bool:
    """Whether customers see the tile. They also see deprecated tiles."""
    return listing.availability in IN_CATALOGUE


def release_days(listing_id: UUID) -> dict[str, date]:
    """{version: the day on which it first went live as the newest version}. One query.

    These days replace the dates in release notes, because partners write them before they know the day.
    """
    days: dict[str, date] = {}
    rows = Release.objects.filter(listing=listing_id).order_by("at", "pk")
    rows = rows.annotate(version=version_in("submission__documents"))
    for version, at in rows.values_list("version", "at"):
        if version:
            days.setdefault(version, at.date())
    return days


def with_release_days(view: TileView, days: Mapping[str, date]) -> TileView:
    """The tile with the actual release days of its versions. Versions without one keep the date in their note."""
    releases = (
        replace(release, date=days[release.version].isoformat()) if release.version in days else release
        for release in view.releases
    )
    return replace(view, releases=tuple(releases))


def _columns(listing: Listing, release: Release, view: TileView) -> Mapping[str, object]:
    title = view.title or listing.name
    return {
        "release": release,
        "slug": view.integration_id if _SLUG.fullmatch(view.integration_id) else str(listing.pk),
        "title": title[:300],
        "title_key": title_key(title),
        "vendor": view.vendor[:300],
        "vendor_id": vendor_in(release.submission.documents).id[:300],
        "route": listing.route,
        "is_listed": is_listed(listing),
        "listed_at": _first_release_at(listing),
        "published_at": release.at,
        "card": _card(view),
        "view": view.as_json(),
    }


def _first_release_at(listing: Listing) -> datetime:
    return Release.objects.filter(listing=listing).order_by("at").values_list("at", flat=True)[0]


def _card(view: TileView) -> Mapping[str, object]:
    """The values that the card shows, with the digests of its logos."""
    stored = {name: value for name, value in view.as_json().items() if name in _CARD}
    logos = {path: view.pictures[path] for path in (view.logo.light, view.logo.dark) if path in view.pictures}
    return {**stored, "pictures": logos}


def _write_words(tile: Tile, view: TileView) -> None:
    """Write the search words of the tile. Spellings are never deleted, because other tiles may use them."""
    TileText.objects.update_or_create(tile=tile, defaults={"words": indexed_text(view.search_text)})
    names = spellings([view.title, view.vendor, *view.categories])
    rows = [Spelling(variant=variant, word=word) for variant, word in sorted(names)]
    Spelling.objects.bulk_create(rows, ignore_conflicts=True)


def _write_facets(tile: Tile, facets: Mapping[str, tuple[str, ...]]) -> None:
    """Write only what differs, because each facet changes a number that other releases may be waiting to change."""
    old_facets = {(row.kind, row.value): row.pk for row in TileFacet.objects.filter(tile=tile)}
    new_facets = {(kind, value[:MAX_FACET_VALUE]) for kind, values in facets.items() for value in values if value}
    TileFacet.objects.filter(pk__in=[pk for facet, pk in old_facets.items() if facet not in new_facets]).delete()
    added = sorted(new_facets - set(old_facets))
    TileFacet.objects.bulk_create(TileFacet(tile=tile, kind=kind, value=value) for kind, value in added)


def _write_files(tile: Tile, view: TileView, bundle: Bundle) -> None:
    """Make the tile's pictures and its EULA public files."""
    digests = dict(view.pictures)
    if view.pricing and view.pricing.eula:
        digests[view.pricing.eula] = bundle.files.digest(view.pricing.eula)
    TileFile.objects.filter(tile=tile).delete()
    TileFile.objects.bulk_create(
        TileFile(tile=tile, path=path, sha256=sha256) for path, sha256 in sorted(digests.items()) if len(path) <= 500
    )
