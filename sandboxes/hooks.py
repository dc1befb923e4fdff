"""Registers the guards and effects of transitions, the tally on the organisations page, and navigation links."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.tallies import register_tally
from common.navigation import Audience, NavItem, Place, actor_of, register
from listings.models import Revision
from listings.registry import ask, effect, facts, guard
from sandboxes import lines, lines_approved, moves, people, rules  # noqa: F401 messages and people register themselves
from sandboxes.models import OrgState, SandboxOrg
from sandboxes.queries import sandbox_facts, waiting_listings, waiting_requests
from sandboxes.rules import SandboxFacts


@facts("sandboxes")
def facts_of_sandboxes(revisions: Sequence[Revision]) -> Mapping[UUID, SandboxFacts]:
    return sandbox_facts(revisions)


guard("sandbox-active", needs="sandboxes")(rules.has_active_sandbox)
guard("tile-looked-at", needs="sandboxes")(rules.has_looked)
guard("digests-match", needs="sandboxes")(rules.is_signed_as_it_is)
guard("rehearsal-clean", needs="sandboxes")(rules.is_rehearsal_clean)
guard("release-idle", needs="sandboxes")(rules.is_idle)
ask("terms-confirmed", needs="sandboxes")(rules.terms_confirmed)
effect("enable-where-automatic")(moves.enable_where_automatic)
effect("activate")(moves.activate)
effect("promote-if-asked")(moves.promote_if_asked)
effect("deactivate")(moves.deactivate)
effect("outdate-activations")(moves.outdate_activations)
effect("record-sign-off")(moves.record_sign_off)
effect("schedule-release")(moves.schedule_release)
effect("cancel-release")(moves.cancel_release)
effect("supersede")(moves.supersede)
effect("release")(moves.release)


def _active_orgs(organisation_ids: Collection[UUID]) -> Mapping[UUID, int]:
    rows = SandboxOrg.objects.filter(organisation__in=organisation_ids, state=OrgState.ACTIVE)
    return dict(rows.values_list("organisation_id").annotate(Count("pk")))


def _work_that_waits(request: HttpRequest) -> int:
    """The number next to the link: requests that an admin must answer, and tiles to enable or update."""
    actor = actor_of(request)
    return waiting_requests(actor).count() + waiting_listings(actor).count() if actor.is_admin else 0


register_tally(_("Sandboxes"), _active_orgs)
_STAFF = frozenset({Audience.REVIEWER, Audience.ADMIN})
register(
    NavItem(
        label=_("Sandboxes"),
        url_name="sandboxes:sandbox-list",
        audience=_STAFF | {Audience.PARTNER},
        order=30,
        count=_work_that_waits,
    ),
    NavItem(label=_("Releases"), url_name="sandboxes:release-list", audience=frozenset({Audience.ADMIN}), order=40),
    NavItem(
        label=_("Transfers"),
        url_name="sandboxes:transfer-list",
        audience=_STAFF | {Audience.PARTNER},
        place=Place.USER,
        order=65,
    ),
    NavItem(label=_("Go-to-market"), url_name="sandboxes:gtm-list", audience=_STAFF, place=Place.USER, order=60),
)
