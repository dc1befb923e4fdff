"""Live tiles: their releases, rollback, deprecation and availability."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from accounts.queries import names_of
from common.errors import NotAllowed
from common.lookups import first_or_not_found
from common.pages import page_links, page_of
from common.requests import ActorRequest, parse_uuid
from listings.models import Listing, Release
from listings.queries import logos_of
from listings.states import ReleaseKind
from releases import actions
from releases.forms import DeprecateForm, RollBackForm
from releases.guards import LiveVerb, may_change_live, reasons_against_live
from releases.queries import earlier_releases, live_listings
from releases.rehearsal import rehearse_release
from sandboxes.forms import ReasonForm

PAGE_SIZE = 30
SHOWN_RELEASES = 50


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    after = request.GET.get("after", "")
    order = ("name", "pk")
    page = page_of(live_listings(request.actor), order=order, size=PAGE_SIZE, after=after)
    context = {
        "rows": page.rows,
        **page_links(request.path, page, after=after),
    }
    return render(request, "releases/live_tiles.html", context)


@require_safe
@signed_in
def detail(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    return _page(request, _listing(request, listing_id))


@require_POST
@signed_in
@reauthentication_required
def roll_back(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    listing = _listing(request, listing_id)
    if not may_change_live(LiveVerb.ROLL_BACK, request.actor, listing.organisation_id):
        raise NotAllowed
    form = RollBackForm(request.POST, submissions=earlier_releases(listing))
    seen = parse_uuid(request.POST.get("seen", ""))
    if not form.is_valid() or seen is None:
        return _page(request, listing, roll_back_form=form)
    actions.roll_back(
        listing_id=listing_id,
        submission_id=form.cleaned_data["submission"],
        reason=form.cleaned_data["reason"],
        seen=seen,
        by=request.actor,
        now=timezone.now(),
    )
    messages.success(request, _("Tile rolled back."))
    return redirect("releases:live-tile", listing_id)


@require_POST
@signed_in
def deprecate(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    form = DeprecateForm(request.POST)
    if not form.is_valid():
        return _page(request, _listing(request, listing_id), deprecate_form=form)
    actions.deprecate_listing(
        listing_id=listing_id,
        ends_on=form.cleaned_data["ends_on"],
        successor_slug=form.cleaned_data["successor"],
        by=request.actor,
        now=timezone.now(),
    )
    messages.success(request, _("Tile marked as deprecated."))
    return redirect("releases:live-tile", listing_id)


@require_POST
@signed_in
def unpublish(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, _listing(request, listing_id), unpublish_form=form)
    reason = form.cleaned_data["reason"]
    actions.unpublish_listing(listing_id=listing_id, reason=reason, by=request.actor, now=timezone.now())
    messages.success(request, _("Tile removed from the catalogue."))
    return redirect("releases:live-tile", listing_id)


@require_POST
@signed_in
def relist(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    actions.relist_listing(listing_id=listing_id, by=request.actor, now=timezone.now())
    messages.success(request, _("Tile listed in the catalogue again."))
    return redirect("releases:live-tile", listing_id)


def _listing(request: ActorRequest, listing_id: UUID) -> Listing:
    return first_or_not_found(live_listings(request.actor).filter(pk=listing_id))


def _page(request: ActorRequest, listing: Listing, **bound: forms.Form) -> HttpResponse:
    releases = Release.objects.filter(listing=listing).select_related("submission__revision").order_by("-at", "-pk")
    releases = releases.defer("submission__documents", "submission__files", "submission__base")
    shown = list(releases[:SHOWN_RELEASES])
    earlier = list(earlier_releases(listing)[:SHOWN_RELEASES])
    chosen = next((each for each in earlier if str(each.pk) == request.GET.get("submission")), None)
    context = {
        "listing": listing,
        "logo": logos_of([listing], to=request.actor).get(listing.pk),
        "entries": _entries(shown, names_of(release.by for release in shown)),
        "earlier": earlier,
        "chosen": chosen,
        "rehearsal": rehearse_release(listing, chosen) if chosen else None,
        "verbs": _verbs(request, listing),
        "roll_back_form": RollBackForm(submissions=earlier, initial={"submission": chosen.pk if chosen else None}),
        "deprecate_form": DeprecateForm(),
        "unpublish_form": ReasonForm(),
        "trail": [
            {"label": _("Releases"), "href": reverse("releases:release-list")},
            {"label": _("Live tiles"), "href": reverse("releases:live-tile-list")},
            {"label": listing.name},
        ],
        **bound,
    }
    return render(request, "releases/live_tile.html", context, status=422 if bound else 200)


def _verbs(request: ActorRequest, listing: Listing) -> dict[str, bool]:
    """Which actions the reader may take on the tile in its current state."""
    return {
        verb.name.lower(): may_change_live(verb, request.actor, listing.organisation_id)
        and not reasons_against_live(verb, listing.availability)
        for verb in LiveVerb
    }


def _entries(releases: list[Release], names: dict[UUID, str]) -> list[dict[str, object]]:
    """Entries of the `timeline` component."""
    titles = {ReleaseKind.PUBLISH: pgettext("event", "Published"), ReleaseKind.ROLL_BACK: _("Rolled back")}
    about = _("Revision {number}, submission {round}. {reason}")
    return [
        {
            "at": release.at,
            "title": titles[ReleaseKind(release.kind)],
            "by": names.get(release.by, "") if release.by else "Slipway",
            "detail": about.format(
                number=release.submission.revision.number, round=release.submission.round, reason=release.reason
            ).strip(),
            "is_now": at == 0,
        }
        for at, release in enumerate(releases)
    ]
