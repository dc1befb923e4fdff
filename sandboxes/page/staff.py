"""Prepares the staff part of the *Sandboxes* page: open requests, the matrix, and the preview of a cell's change."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.queries import names_of
from common.actor import Actor
from common.requests import ActorRequest, parse_uuid
from listings.lifecycle.types import Transition
from listings.pages.buttons import ButtonPage, Press
from listings.pages.shown_buttons import buttons_for
from sandboxes.actions import switch_tile_off, switch_tile_on
from sandboxes.activation_rehearsal import rehearse_off, rehearse_on
from sandboxes.lifecycles.tiles import ENABLE, TILES
from sandboxes.models import OrgState, SandboxRequest, TileActivation
from sandboxes.page.matrix import cell_url, matrix_of, offered_submissions
from sandboxes.page.requests import decision_buttons
from sandboxes.queries import orgs_in_region, switchable_listings, visible_orgs, waiting_listings, waiting_requests

SHOWN_WAITING_REQUESTS = 20
Context = dict[str, object]


class TileSwitches(ButtonPage[TileActivation]):
    """The buttons of a cell of the matrix, which enable or disable the submission's tile in the org."""

    lifecycle = TILES
    url_name = "sandboxes:tile-switch"

    def url(self, subject: TileActivation, row: Transition) -> str:
        return reverse(f"{self.url_name}-{row.slug}", args=[subject.org_id, subject.submission_id])

    def page_url(self, subject: TileActivation) -> str:
        return cell_url(subject.listing_id, subject.org_id)

    def carry_out(self, press: Press[TileActivation]) -> TileActivation:
        org_id, submission_id = press.subject.org_id, press.subject.submission_id
        if press.transition.verb == ENABLE:
            switch_tile_on(org_id=org_id, submission_id=submission_id, seen=press.seen, by=press.by, now=press.now)
        else:
            switch_tile_off(org_id=org_id, submission_id=submission_id, seen=press.seen, by=press.by, now=press.now)
        return press.subject


TILE_SWITCHES = TileSwitches()


def staff_context(request: ActorRequest) -> Context:
    """The template context of the staff part. Only admins get buttons."""
    actor = request.actor
    requests, waiting = waiting_requests(actor), waiting_listings(actor)
    count = waiting.count()
    show = request.GET.get("show") or ("look" if count else "all")
    listings = waiting if show == "look" else switchable_listings(actor)
    matrix = matrix_of(listings, after=request.GET.get("after", ""))
    return {
        "requests": shown_requests(requests[:SHOWN_WAITING_REQUESTS], actor),
        "request_count": requests.count(),
        "matrix": matrix,
        "matrix_columns": [{"label": _("Tile")}, *({"label": org.name} for org in matrix.orgs)],
        "matrix_next": _address(show=show, after=matrix.next_cursor) if matrix.next_cursor else "",
        "matrix_first": _address(show=show) if "after" in request.GET else "",
        "filters": [
            {
                "label": _("Needs attention ({n})").format(n=count),
                "href": _address(show="look"),
                "is_on": show == "look",
            },
            {"label": _("All tiles"), "href": _address(show="all"), "is_on": show == "all"},
        ],
        "active_orgs": visible_orgs(actor).filter(state=OrgState.ACTIVE).count(),
        "look_count": count,
        "rehearsal": _rehearsal(request),
        "is_admin": actor.is_admin,
    }


def _address(**query: str | None) -> str:
    parameters = {name: value for name, value in query.items() if value}
    return f"{reverse('sandboxes:sandbox-list')}?{urlencode(parameters)}#matrix"


def shown_requests(requests: Iterable[SandboxRequest], actor: Actor) -> list[Context]:
    """What the rows of requests show. Four queries."""
    rows = list(requests)
    names = names_of(row.requested_by for row in rows)
    orgs, buttons = orgs_in_region(rows), decision_buttons(rows, actor)
    return [
        {
            "row": row,
            "about": f"{row.organisation.name}, {row.get_region_display()}",
            "asked_by": names.get(row.requested_by, "") if row.requested_by else "",
            "org": orgs[row.pk],
            "is_late": row.due_at < timezone.now() and row.is_open,
            "buttons": buttons[row.pk],
        }
        for row in rows
    ]


def _rehearsal(request: ActorRequest) -> Context | None:
    """The preview for the cell in the query string; None if there is no such cell or the reader may not see it."""
    listing_id, org_id = parse_uuid(request.GET.get("listing", "")), parse_uuid(request.GET.get("org", ""))
    if listing_id is None or org_id is None:
        return None
    listing = switchable_listings(request.actor).select_related("live_release").filter(pk=listing_id).first()
    org = visible_orgs(request.actor).filter(pk=org_id, state=OrgState.ACTIVE).first()
    if listing is None or org is None or org.organisation_id != listing.organisation_id:
        return None
    on = TileActivation.objects.select_related("submission__revision")
    activation = on.filter(org=org, listing=listing, deactivated_at=None).first()
    offered = offered_submissions([listing]).get(listing.pk)
    context: Context = {"listing": listing, "org": org, "activation": activation}
    if offered is not None and (activation is None or activation.submission_id != offered.pk):
        tile = TileActivation(org=org, listing=listing, submission=offered)
        context["on"] = {"rehearsal": rehearse_on(offered, org), **buttons_for(TILE_SWITCHES, tile, request.actor)}
    if activation is not None:
        activation.org, activation.listing, activation.submission.revision.listing = org, listing, listing
        rehearsal = rehearse_off(activation.submission, org)
        context["off"] = {"rehearsal": rehearsal, **buttons_for(TILE_SWITCHES, activation, request.actor)}
    return context
