"""Registers the guards and effects of transitions, the counts on the organisations page, and navigation links."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.contributions import Contribution, contribute
from common.actor import Actor
from common.navigation import Audience, NavItem, register_links, request_actor
from listings.lifecycle.announcements import register_lifecycle
from listings.lifecycle.buttons import InputDetails
from listings.lifecycle.registry import Reason, ask, box_condition, effect, facts, guard, input_details
from listings.models import Revision
from sandboxes import guards, request_inputs, writes
from sandboxes.guards import SandboxFacts
from sandboxes.lifecycles import requests, tiles
from sandboxes.lifecycles.orgs import SANDBOX_ORGS
from sandboxes.models import SANDBOX_REQUEST_OPEN, OrgState, SandboxOrg, SandboxRequest
from sandboxes.queries import orgs_in_region, sandbox_facts, waiting_listings, waiting_requests


@facts("sandboxes")
def facts_of_sandboxes(revisions: Sequence[Revision]) -> Mapping[UUID, SandboxFacts]:
    return sandbox_facts(revisions)


_REQUEST_SANDBOX = _(
    "“Tested in your sandbox org” can't be confirmed, because your organisation has no active sandbox org. Request one "
    "first."
)
_WAIT_FOR_SANDBOX = _(
    "“Tested in your sandbox org” can't be confirmed yet. Your organisation has requested a sandbox org, and an admin "
    "will decide on the request."
)
facts("sandbox-org-in-region")(orgs_in_region)
guard("region-free", needs="sandbox-org-in-region")(guards.region_free)
guard("region-taken", needs="sandbox-org-in-region")(guards.region_taken)
ask("purpose", reads="purpose")(guards.purpose_given)
effect("set-due-time")(requests.set_due_time)
effect("create-sandbox-org")(requests.create_sandbox_org)
register_lifecycle(requests.SANDBOX_REQUESTS)
guard("sandbox-active", needs="sandboxes")(guards.has_active_sandbox)
guard("automatic")(guards.is_automatic)
guard("not-automatic")(guards.is_not_automatic)
guard("approved-or-live")(tiles.reasons_against_enabling)
guard("tile-looked-at", needs="sandboxes")(guards.has_viewed_tile)
ask("terms-confirmed", needs="sandboxes", reads="terms_confirmed")(guards.terms_confirmed)
ask("checklist-confirmed")(guards.checklist_confirmed)


@input_details("terms")
def terms_to_confirm(revision: Revision, _actor: Actor) -> InputDetails | None:
    """Only on Marketplace are there terms to confirm."""
    return InputDetails() if revision.listing.is_paid else None


input_details("organisations-with-sandboxes")(request_inputs.organisations_to_choose)
input_details("regions")(request_inputs.regions)
input_details("proposed-purpose")(request_inputs.proposed_purpose)
effect("enable-where-automatic")(writes.enable_where_automatic)
effect("switch-automatic")(writes.switch_automatic)
effect("activate")(writes.activate)
effect("deactivate")(writes.deactivate)
effect("outdate-activations")(writes.outdate_activations)
effect("record-sign-off")(writes.record_sign_off)


@box_condition("sandbox-org")
def sandbox_org_reason(organisation_id: UUID, *, is_ticked: bool) -> Reason | None:
    """The partner needs an active sandbox org to have tested there. A tick stays true if the org is suspended later."""
    orgs = SandboxOrg.objects.filter(organisation=organisation_id)
    if (orgs if is_ticked else orgs.filter(state=OrgState.ACTIVE)).exists():
        return None
    requests = SandboxRequest.objects.filter(organisation=organisation_id, state__in=SANDBOX_REQUEST_OPEN)
    if requests.exists():
        return Reason(code="no-sandbox-org", text=_WAIT_FOR_SANDBOX)
    return Reason(code="no-sandbox-org", text=_REQUEST_SANDBOX, link=f"{reverse('sandboxes:sandbox-list')}#request")


def _active_orgs(organisation_ids: Collection[UUID]) -> Mapping[UUID, int]:
    rows = SandboxOrg.objects.filter(organisation__in=organisation_ids, state=OrgState.ACTIVE)
    return dict(rows.values_list("organisation_id").annotate(Count("pk")))


def _work_that_waits(request: HttpRequest) -> int:
    """The number of requests that an admin must answer and of tiles to enable or update; 0 for others. One query."""
    actor = request_actor(request)
    if not actor.is_admin:
        return 0
    requests, listings = (rows.order_by().values("pk") for rows in (waiting_requests(actor), waiting_listings(actor)))
    return requests.union(listings, all=True).count()


register_lifecycle(SANDBOX_ORGS)
register_lifecycle(tiles.TILES)
contribute("sandboxes", Contribution(counts=((_("Sandboxes"), _active_orgs),)))
_STAFF = frozenset({Audience.REVIEWER, Audience.ADMIN})
register_links(
    NavItem(
        label=_("Sandboxes"),
        url_name="sandboxes:sandbox-list",
        audience=_STAFF | {Audience.PARTNER},
        order=30,
        count=_work_that_waits,
    ),
)
