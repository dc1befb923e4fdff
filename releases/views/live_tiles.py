"""Pages of live tiles, with their releases and buttons that roll back, deprecate, unpublish or relist them.

Admins have a list of those whose vendor is not their organisation's.
"""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from accounts.queries import names_of
from common.access import admin_only
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.pages import Column, ListPage
from common.requests import ActorRequest, parse_uuid
from listings.models import Listing, Release, ReleaseKind
from listings.pages.buttons import BoundForms, press
from listings.pages.shown_buttons import buttons_for
from listings.queries import logos_of
from listings.queries.past_transitions import past_entries, reason_of_state
from listings.states.availabilities import IN_CATALOGUE
from page_parts.total_maps import total_map
from releases.lifecycles.live_tiles import LIVE_TILES, ROLL_BACK
from releases.live_tile_offers import LIVE_TILE_BUTTONS
from releases.queries import earlier_live_submissions, live_listings, release_reasons, releases_of
from releases.queries.vendors import foreign_tiles
from releases.release_rehearsal import rehearse_release

SHOWN_RELEASES = 50
_TITLES: Mapping[str, LazyText] = total_map(
    ReleaseKind,
    {
        ReleaseKind.PUBLISH: pgettext_lazy("event", "Published"),
        ReleaseKind.ROLL_BACK: gettext_lazy("Rolled back"),
    },
)


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    page = ListPage(
        template="releases/live_tiles.html",
        title=_("Live tiles"),
        section=_("Releases"),
        columns=[*map(Column, (_("Tile"), _("Availability"), _("Live since")))],
        empty_title=_("No tile is live yet"),
        empty_text=_("Published tiles appear here with all their releases."),
        empty_icon="ship",
        order=("name", "pk"),
    )
    return page.paginated(request, live_listings(request.actor))


@admin_only
@require_safe
def vendors(request: ActorRequest) -> HttpResponse:
    """List the tiles whose vendor is neither their organisation nor one of its confirmed aliases."""
    page = ListPage(
        template="releases/vendors.html",
        title=_("Vendors to verify"),
        section=_("Releases"),
        caption=_("Live tiles with an unconfirmed vendor"),
        columns=[*map(Column, (_("Tile"), _("Vendor"), _("Organisation")))],
        empty_title=_("Nothing to verify"),
        empty_text=_("The vendor of every live tile is its organisation or a confirmed alias."),
        empty_icon="ready",
    )
    return page.response(request, foreign_tiles())


@require_safe
@signed_in
def detail(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    return _page(request, _listing(request, listing_id))


@signed_in
def change(request: ActorRequest, listing_id: UUID, verb: str) -> HttpResponse:
    """Carry out a button of the page."""
    listing = _listing(request, listing_id)
    return press(
        request, LIVE_TILE_BUTTONS, listing, slug=verb, render=lambda refused: _page(request, listing, refused)
    )


def _listing(request: ActorRequest, listing_id: UUID) -> Listing:
    return first_or_not_found(live_listings(request.actor).filter(pk=listing_id))


def _page(request: ActorRequest, listing: Listing, bound_forms: BoundForms | None = None) -> HttpResponse:
    shown = list(releases_of(listing).order_by("-at", "-pk")[:SHOWN_RELEASES])
    earlier = earlier_live_submissions(listing)
    chosen_id = parse_uuid(request.GET.get("submission", ""))
    chosen = earlier.filter(pk=chosen_id).first() if chosen_id else None
    buttons = buttons_for(
        LIVE_TILE_BUTTONS, listing, request.actor, bound_forms=bound_forms, initial={"submission": chosen_id}
    )
    context = {
        "listing": listing,
        "logo": logos_of([listing], to=request.actor).get(listing.pk),
        "is_in_catalogue": listing.availability in IN_CATALOGUE,
        "entries": _entries(shown, names_of(release.by for release in shown), release_reasons(shown)),
        "past": past_entries(LIVE_TILES, listing, without=[ROLL_BACK]),
        "reason": reason_of_state(LIVE_TILES, listing),
        "chosen": chosen,
        "rehearsal": rehearse_release(listing, chosen) if chosen else None,
        "buttons": buttons,
        "breadcrumbs": [
            {"label": _("Releases"), "href": reverse("releases:release-list")},
            {"label": _("Live tiles"), "href": reverse("releases:live-tile-list")},
            {"label": listing.name},
        ],
    }
    return render(request, "releases/live_tile.html", context)


def _entries(releases: list[Release], names: dict[UUID, str], reasons: dict[UUID, str]) -> list[dict[str, object]]:
    """Entries of the `timeline` component."""
    about = _("{submission}. {reason}")
    return [
        {
            "at": release.at,
            "title": _TITLES[release.kind],
            "by": names.get(release.by, "") if release.by else "Slipway",
            "detail": about.format(submission=release.submission.name, reason=reasons[release.pk]).strip(),
            "is_now": at == 0,
        }
        for at, release in enumerate(releases)
    ]
