"""Pages of live tiles, with their releases and buttons that roll back, deprecate, unpublish or relist them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from accounts.queries import names_of
from common.lookups import first_or_not_found
from common.pages import requested_page
from common.requests import ActorRequest
from listings.buttons import BoundForms, ButtonPage, Press, buttons_for, press
from listings.lifecycle.types import Transition
from listings.models import Listing, Release, ReleaseKind
from listings.queries import logos_of
from releases import actions
from releases.forms import DeprecateForm, RollBackForm
from releases.lifecycles.live_tiles import LIVE_TILES, ROLL_BACK
from releases.queries import earlier_live_submissions, live_listings, release_reasons, releases_of
from releases.rehearsal import rehearse_release

PAGE_SIZE = 30
SHOWN_RELEASES = 50


class LiveTileButtons(ButtonPage[Listing]):
    lifecycle = LIVE_TILES
    error_fields = {"no-successor": "successor"}

    def url(self, subject: Listing, row: Transition) -> str:
        return reverse(f"releases:live-tile-{row.slug}", args=[subject.pk])

    def form(self, row: Transition, subject: Listing, data: Mapping[str, Any] | None = None) -> forms.Form:
        if row.verb == ROLL_BACK:
            return RollBackForm(data, submissions=earlier_live_submissions(subject))
        if row.verb == "deprecate":
            return DeprecateForm(data, initial={"ends_on": subject.ends_on, "successor": _successor(subject)})
        return super().form(row, subject, data)

    def carry_out(self, press: Press[Listing]) -> str:
        actions.change_live_tile(
            listing_id=press.subject.pk,
            verb=press.transition.verb,
            parameters=press.parameters,
            seen=press.seen,
            by=press.by,
            now=press.now,
        )
        return reverse("releases:live-tile", args=[press.subject.pk])


_BUTTONS = LiveTileButtons()


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    rows, links = requested_page(request, live_listings(request.actor), order=("name", "pk"), size=PAGE_SIZE)
    return render(request, "releases/live_tiles.html", {"rows": rows, **links})


@require_safe
@signed_in
def detail(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    return _page(request, _listing(request, listing_id))


@signed_in
def change(request: ActorRequest, listing_id: UUID, verb: str) -> HttpResponse:
    """Carry out a button of the page."""
    listing = _listing(request, listing_id)
    return press(request, _BUTTONS, listing, slug=verb, render=lambda refused: _page(request, listing, refused))


def _listing(request: ActorRequest, listing_id: UUID) -> Listing:
    return first_or_not_found(live_listings(request.actor).filter(pk=listing_id))


def _page(request: ActorRequest, listing: Listing, bound_forms: BoundForms | None = None) -> HttpResponse:
    shown = list(releases_of(listing).order_by("-at", "-pk")[:SHOWN_RELEASES])
    earlier = list(earlier_live_submissions(listing)[:SHOWN_RELEASES])
    chosen = next((each for each in earlier if str(each.pk) == request.GET.get("submission")), None)
    roll_back = RollBackForm(submissions=earlier, initial={"submission": chosen.pk if chosen else None})
    forms_by_verb = {ROLL_BACK: roll_back, **(bound_forms or {})}
    buttons = buttons_for(_BUTTONS, listing, request.actor, bound_forms=forms_by_verb)
    context = {
        "listing": listing,
        "logo": logos_of([listing], to=request.actor).get(listing.pk),
        "entries": _entries(shown, names_of(release.by for release in shown), release_reasons(shown)),
        "earlier": earlier,
        "chosen": chosen,
        "rehearsal": rehearse_release(listing, chosen) if chosen else None,
        "roll_back": next((each for each in buttons if each.offer.verb == ROLL_BACK), None),
        "parts": [each for each in buttons if each.offer.verb != ROLL_BACK],
        "breadcrumbs": [
            {"label": _("Releases"), "href": reverse("releases:release-list")},
            {"label": _("Live tiles"), "href": reverse("releases:live-tile-list")},
            {"label": listing.name},
        ],
    }
    return render(request, "releases/live_tile.html", context)


def _successor(listing: Listing) -> str:
    """The integration ID of the tile that replaces this one, "" for none. Two queries if there is one."""
    tile = getattr(listing.successor, "tile", None)
    return tile.slug if tile else ""


def _entries(releases: list[Release], names: dict[UUID, str], reasons: dict[UUID, str]) -> list[dict[str, object]]:
    """Entries of the `timeline` component."""
    titles = {ReleaseKind.PUBLISH: pgettext("event", "Published"), ReleaseKind.ROLL_BACK: _("Rolled back")}
    about = _("Revision {number}, submission {round}. {reason}")
    return [
        {
            "at": release.at,
            "title": titles[ReleaseKind(release.kind)],
            "by": names.get(release.by, "") if release.by else "Slipway",
            "detail": about.format(
                number=release.submission.revision.number, round=release.submission.round, reason=reasons[release.pk]
            ).strip(),
            "is_now": at == 0,
        }
        for at, release in enumerate(releases)
    ]
