"""Pages of live tiles, with their releases and buttons that roll back, deprecate, unpublish or relist them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from accounts.access import signed_in
from accounts.queries import names_of
from common.errors import NotPossible
from common.lookups import first_or_not_found
from common.pages import requested_page
from common.reason_form import ReasonForm
from common.requests import ActorRequest
from listings.engine import TransitionOffer, assert_may, offers
from listings.lifecycles.types import Button
from listings.models import Listing, Release, ReleaseKind, Submission
from listings.queries import logos_of
from releases import actions
from releases.forms import DeprecateForm, RollBackForm
from releases.lifecycles.live_tiles import LIVE_TILES, ROLL_BACK
from releases.queries import earlier_live_submissions, live_listings, releases_of
from releases.rehearsal import rehearse_release

PAGE_SIZE = 30
SHOWN_RELEASES = 50
_FORMS: Mapping[tuple[str, ...], type[forms.Form]] = {
    (): forms.Form,
    ("reason",): ReasonForm,
    ("end-date",): DeprecateForm,
}


class VerbPart(Struct, frozen=True, kw_only=True):
    """The part of the page for a transition, with its form."""

    offer: TransitionOffer
    form: forms.Form
    listing_id: UUID

    @property
    def button(self) -> Button | None:
        return self.offer.row.button

    @property
    def slug(self) -> str:
        return self.offer.row.slug

    @property
    def url(self) -> str:
        return reverse(f"releases:live-tile-{self.slug}", args=[self.listing_id])


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
    """Apply a transition of `LIVE_TILES`, after the password was confirmed if its button requires that."""
    listing = _listing(request, listing_id)
    assert_may(LIVE_TILES, listing, verb, by=request.actor)  # before the method, which would tell that a page exists
    needs_password = _buttons()[verb].needs_password
    apply = reauthentication_required(_apply_transition) if needs_password else _apply_transition
    return require_POST(apply)(request, listing, verb)


def _apply_transition(request: ActorRequest, listing: Listing, verb: str) -> HttpResponse:
    form = _form(verb, earlier_live_submissions(listing), request.POST)
    if not form.is_valid():
        return _page(request, listing, bound_forms={verb: form}, status=422)
    cleaned = {**form.cleaned_data}
    seen = cleaned.pop("seen", None)
    try:
        actions.change_live_tile(
            listing_id=listing.pk, verb=verb, parameters=cleaned, seen=seen, by=request.actor, now=timezone.now()
        )
    except NotPossible as refused:
        if refused.context.get("codes") != ["no-successor"]:
            raise
        form.add_error("successor", str(refused.context["reasons"]))
        return _page(request, listing, bound_forms={verb: form}, status=422)
    messages.success(request, str(_buttons()[verb].done))
    return redirect("releases:live-tile", listing.pk)


def _buttons() -> dict[str, Button]:
    return {row.verb: row.button for row in LIVE_TILES.rows if row.button}


def _form(
    verb: str,
    earlier: Iterable[Submission],
    data: QueryDict | None = None,
    *,
    initial: dict[str, object] | None = None,
) -> forms.Form:
    """The form of a transition. earlier has the submissions from which a rollback can choose."""
    if verb == ROLL_BACK:
        return RollBackForm(data, submissions=earlier, initial=initial)
    return _FORMS[next(row.asks for row in LIVE_TILES.rows if row.verb == verb)](data, initial=initial)


def _listing(request: ActorRequest, listing_id: UUID) -> Listing:
    return first_or_not_found(live_listings(request.actor).filter(pk=listing_id))


def _page(
    request: ActorRequest, listing: Listing, *, bound_forms: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    shown = list(releases_of(listing).order_by("-at", "-pk")[:SHOWN_RELEASES])
    earlier = list(earlier_live_submissions(listing)[:SHOWN_RELEASES])
    chosen = next((each for each in earlier if str(each.pk) == request.GET.get("submission")), None)
    values: dict[str, object] = {"submission": chosen.pk if chosen else None, "seen": listing.live_release_id}
    values |= {"ends_on": listing.ends_on, "successor": _successor(listing)}
    offered = offers(LIVE_TILES, [listing], request.actor)[listing.pk]
    unbound = {offer.verb: _form(offer.verb, earlier, initial=values) for offer in offered}
    forms_by_verb = {**unbound, **(bound_forms or {})}
    parts = [VerbPart(offer=offer, form=forms_by_verb[offer.verb], listing_id=listing.pk) for offer in offered]
    context = {
        "listing": listing,
        "logo": logos_of([listing], to=request.actor).get(listing.pk),
        "entries": _entries(shown, names_of(release.by for release in shown)),
        "earlier": earlier,
        "chosen": chosen,
        "rehearsal": rehearse_release(listing, chosen) if chosen else None,
        "roll_back": next((part for part in parts if part.offer.verb == ROLL_BACK), None),
        "parts": [part for part in parts if part.offer.verb != ROLL_BACK],
        "breadcrumbs": [
            {"label": _("Releases"), "href": reverse("releases:release-list")},
            {"label": _("Live tiles"), "href": reverse("releases:live-tile-list")},
            {"label": listing.name},
        ],
    }
    return render(request, "releases/live_tile.html", context, status=status)


def _successor(listing: Listing) -> str:
    """The integration ID of the tile that replaces this one, "" for none. Two queries if there is one."""
    tile = getattr(listing.successor, "tile", None)
    return tile.slug if tile else ""


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
