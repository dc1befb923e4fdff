"""Pages of sandbox orgs."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from accounts.queries import names_of
from common.access import admin_only, staff_only
from common.lookups import first_or_not_found
from common.pages import Column, ListPage
from common.requests import ActorRequest
from listings.pages.buttons import BoundForms, ButtonPage, press
from listings.pages.shown_buttons import buttons_for
from listings.queries.past_transitions import past_entries
from sandboxes.lifecycles.orgs import SANDBOX_ORGS
from sandboxes.models import SandboxOrg, TileActivation
from sandboxes.page.staff import TILE_SWITCHES
from sandboxes.queries import visible_orgs_with_tiles
from sandboxes.queries.tiles import tile_to_enable

SHOWN_HISTORY = 50


class OrgButtons(ButtonPage[SandboxOrg]):
    lifecycle = SANDBOX_ORGS
    url_name = "sandboxes:org"


ORG_BUTTONS = OrgButtons()


@staff_only
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    page = ListPage(
        template="sandboxes/orgs.html",
        title=_("Sandbox orgs"),
        section=_("Sandboxes"),
        columns=[
            *map(Column, (_("Org"), _("Partner"), _("Region"), _("State"))),
            Column(_("Enabled tiles"), "n wide-only"),
        ],
        empty_title=_("No sandbox orgs yet"),
        empty_text=_("Sandbox orgs appear here when an admin grants a partner's request."),
        order=("organisation_name", "name", "pk"),
        size=50,
    )
    return page.paginated(request, visible_orgs_with_tiles(request.actor))


@require_safe
@signed_in
def detail(request: ActorRequest, org_id: UUID) -> HttpResponse:
    return _page(request, org_id)


@signed_in
def change(request: ActorRequest, org_id: UUID, verb: str) -> HttpResponse:
    """Carry out a button of the page."""
    org = first_or_not_found(visible_orgs_with_tiles(request.actor).filter(pk=org_id))
    return press(request, ORG_BUTTONS, org, slug=verb, render=lambda refused: _page(request, org_id, refused))


def automatic(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Carry out one of the two buttons, for clients that send the setting instead."""
    is_on = request.POST.get("on") == "1"
    return change(request, org_id, "enable-automatically" if is_on else "stop-enabling-automatically")


@admin_only
def switch(request: ActorRequest, /, verb: str, **ids: UUID) -> HttpResponse:
    """Enable or disable a tile in an org. ids are those of the org and of the submission."""
    tile = tile_to_enable(**ids)
    return press(request, TILE_SWITCHES, tile, slug=verb, render=lambda _refused: _page(request, tile.org_id))


def _page(request: ActorRequest, org_id: UUID, bound_forms: BoundForms | None = None) -> HttpResponse:
    org = first_or_not_found(visible_orgs_with_tiles(request.actor).filter(pk=org_id))
    past = TileActivation.objects.filter(org=org).select_related("listing").order_by("-activated_at", "-pk")
    history = list(past[:SHOWN_HISTORY])
    names = names_of(person for row in history for person in (row.activated_by, row.deactivated_by))
    context = {
        "org": org,
        "history": _sorted([*_entries(history, names), *past_entries(SANDBOX_ORGS, org)]),
        "buttons": buttons_for(ORG_BUTTONS, org, request.actor, bound_forms=bound_forms),
        "breadcrumbs": [{"label": _("Sandboxes"), "href": reverse("sandboxes:sandbox-list")}, {"label": org.name}],
    }
    return render(request, "sandboxes/org.html", context)


def _entries(history: list[TileActivation], names: dict[UUID, str]) -> list[dict[str, object]]:
    """Entries of the `timeline` component for the tiles."""
    entries: list[dict[str, object]] = []
    for row in history:
        title = row.listing.name
        by_on, by_off = (names.get(person, "") if person else "" for person in (row.activated_by, row.deactivated_by))
        if row.deactivated_at:
            entries.append({"at": row.deactivated_at, "title": _("{tile} disabled").format(tile=title), "by": by_off})
        is_on = row.deactivated_at is None
        entries.append(
            {"at": row.activated_at, "title": _("{tile} enabled").format(tile=title), "by": by_on, "is_now": is_on}
        )
    return entries


def _sorted(entries: list[dict[str, object]]) -> list[dict[str, object]]:
    """The entries, newest first."""
    return sorted(entries, key=lambda entry: str(entry["at"]), reverse=True)
