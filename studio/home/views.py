"""The home page."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Person
from catalog.cards import cards_of
from catalog.filters import filter_url
from catalog.queries import CatalogueFilter, commonest, newest_tiles
from common.actor import Actor, Role
from common.platform_policies import PLATFORM_NAME
from common.requests import ActorRequest
from listings.queries import visible_listings
from notices.queries import notices_of
from notices.texts import notices_with_texts
from releases.queries.transfers import open_transfers
from sandboxes.queries import visible_orgs_with_tiles
from studio.home.page import inbox_of, waiting_count
from studio.home.staff import staff_work
from studio.listing.page.rows import listing_rows

_LISTINGS_SHOWN = 20
_NOTICES_SHOWN = 6
_TILES_SHOWN = 8
_CATEGORIES_SHOWN = 16
_NEW_FOR = timedelta(days=1)


@require_safe
def home_page(request: ActorRequest) -> HttpResponse:
    """Show the reader's tasks and listings, or an introduction to visitors.

    People without an organisation are redirected to the start page.
    """
    actor = request.actor
    if actor.id is None:
        return render(request, "studio/welcome.html", _welcome_context())
    if not actor.is_staff and not actor.organisations:
        return redirect("accounts:start")
    return render(request, "studio/home.html", {**_work_context(request, actor), **_surroundings_context(actor)})


def _welcome_context() -> dict[str, object]:
    """The template context of the introduction, with the newest tiles."""
    catalogue = reverse("catalog:catalogue")
    categories = commonest("category", _CATEGORIES_SHOWN)
    return {
        "login_url": settings.LOGIN_URL,
        "signup_url": reverse("account_signup"),
        "catalogue_url": catalogue,
        "newest_url": filter_url(catalogue, CatalogueFilter(sort="newest")),
        "platform": PLATFORM_NAME.value,
        "steps": _introduction_steps(),
        "cards": cards_of(newest_tiles(_TILES_SHOWN)),
        "categories": [
            {"label": row.value, "href": filter_url(catalogue, CatalogueFilter(chosen={"category": (row.value,)}))}
            for row in categories
        ],
    }


def _introduction_steps() -> list[dict[str, str]]:
    """The steps from a draft to a live tile, for the introduction."""
    return [
        {
            "icon": "file",
            "title": _("Draft"),
            "text": _("The partner fills in the listing or imports its folder, and previews the tile."),
        },
        {
            "icon": "list",
            "title": _("Checks"),
            "text": _("Automatic checks find problems in text, dashboards and metrics, and explain how to fix them."),
        },
        {
            "icon": "team",
            "title": _("Review"),
            "text": _("The platform's review teams comment on the listing and approve it."),
        },
        {
            "icon": "box",
            "title": _("Sandbox"),
            "text": _("The partner tries out the tile in a sandbox org and signs it off."),
        },
        {"icon": "ship", "title": _("Live tile"), "text": _("Customers find the tile in the catalogue.")},
    ]


def _work_context(request: HttpRequest, actor: Actor) -> dict[str, object]:
    """The template context of the reader's tasks and listings."""
    listings = visible_listings(actor).filter(organisation_id__in=list(actor.organisations))
    rows = listing_rows(list(listings.order_by("-created_at")[:_LISTINGS_SHOWN]), to=actor)
    items, transfer_offers = inbox_of(actor), list(open_transfers(actor))
    return {
        "rows": rows,
        "items": items,
        "waiting_total": waiting_count(items) + len(transfer_offers),
        "is_partner": bool(actor.organisations),
        "is_staff": actor.is_staff,
        "is_admin": actor.is_admin,
        "work": staff_work(request, actor) if actor.is_staff else (),
        "offers": transfer_offers,
    }


def _surroundings_context(actor: Actor) -> dict[str, object]:
    person_id = actor.id
    latest = notices_of(actor).order_by("-created_at", "-pk")[:_NOTICES_SHOWN] if person_id else []
    return {
        "greeting": _greeting(person_id) if person_id else "",
        "new_url": reverse("studio:listing-new"),
        "may_create": any(actor.holds(Role.EDITOR, organisation_id) for organisation_id in actor.organisations),
        "orgs": visible_orgs_with_tiles(actor).filter(organisation_id__in=list(actor.organisations)),
        "notices": notices_with_texts(list(latest)),
    }


def _greeting(person_id: UUID) -> str:
    """The heading of the page. Somebody who signed up a moment ago has not come back."""
    person = Person.objects.get(pk=person_id)
    is_new = person.created_at > timezone.now() - _NEW_FOR
    text = _("Welcome, {name}") if is_new else _("Welcome back, {name}")
    return text.format(name=person.get_full_name())
