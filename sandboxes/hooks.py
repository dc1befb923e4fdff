"""Registers the guards and effects of transitions, the counts on the organisations page, and navigation links."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.contributions import Contribution, contribute
from common.navigation import Audience, NavItem, register_links, request_actor
from listings.models import Revision
from listings.registry import ask, effect, facts, guard
from sandboxes import guards, writes
from sandboxes.guards import SandboxFacts
from sandboxes.models import OrgState, SandboxOrg
from sandboxes.queries import sandbox_facts, waiting_listings, waiting_requests


@facts("sandboxes")
def facts_of_sandboxes(revisions: Sequence[Revision]) -> Mapping[UUID, SandboxFacts]:
    return sandbox_facts(revisions)


guard("sandbox-active", needs="sandboxes")(guards.has_active_sandbox)
guard("tile-looked-at", needs="sandboxes")(guards.has_viewed_tile)
ask("terms-confirmed", needs="sandboxes")(guards.terms_confirmed)
effect("enable-where-automatic")(writes.enable_where_automatic)
effect("activate")(writes.activate)
effect("deactivate")(writes.deactivate)
effect("outdate-activations")(writes.outdate_activations)
effect("record-sign-off")(writes.record_sign_off)


def _active_orgs(organisation_ids: Collection[UUID]) -> Mapping[UUID, int]:
    rows = SandboxOrg.objects.filter(organisation__in=organisation_ids, state=OrgState.ACTIVE)
    return dict(rows.values_list("organisation_id").annotate(Count("pk")))


def _work_that_waits(request: HttpRequest) -> int:
    """The number of requests that an admin must answer and tiles to enable or update; 0 for other readers."""
    actor = request_actor(request)
    return waiting_requests(actor).count() + waiting_listings(actor).count() if actor.is_admin else 0


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
