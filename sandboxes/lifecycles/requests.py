"""The lifecycle of a request for a sandbox org. An owner sends it, and an admin grants or declines it."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.actor import Actor
from common.errors import NotPossible, SlipwayError
from common.lazy_text import LazyText
from common.navigation import Audience
from common.regions import Region
from listings.lifecycle.buttons import PARTNER_REASON, Button, ButtonInput, InputKind
from listings.lifecycle.change import StateChange
from listings.lifecycle.events import subject_without_revision
from listings.lifecycle.recipients import admins, decision_notice
from listings.lifecycle.request_rows import shared_rows
from listings.lifecycle.requests import REQUEST, OrganisationRequestLifecycle
from listings.lifecycle.types import Transition, TransitionNotice, Who
from notices.events import EventSubject, EventType
from notices.kind_registry import Purpose
from page_parts.times import DATE, format_time
from reviews.calendar import add_business_days
from reviews.queries.calendars import portal_calendar
from sandboxes.errors import RequestOpen
from sandboxes.event_data import SandboxRequestEventData
from sandboxes.guards import free_org_name
from sandboxes.lifecycles.orgs import SANDBOXES, SANDBOXES_GROUP, raises_if_org_exists
from sandboxes.models import SANDBOX_REQUEST_OPEN, RequestState, SandboxOrg, SandboxRequest
from sandboxes.policies import SANDBOX_REQUEST_DAYS
from sandboxes.queries import visible_requests

GRANT, GRANT_EXTRA, DECLINE = "grant", "grant extra", "decline"
_ONE_OPEN = "sandboxes_sandboxrequest.organisation_id, sandboxes_sandboxrequest.region"

_INPUTS = (
    ButtonInput(
        name="organisation_id", label=_("Organisation"), kind=InputKind.CHOICE, details="organisations-with-sandboxes"
    ),
    ButtonInput(
        name="region",
        label=_("Region"),
        help=_("The region where the sandbox org stores its data."),
        kind=InputKind.CHOICE,
        errors=(RequestOpen.code,),
        details="regions",
    ),
    ButtonInput(
        name="purpose",
        label=_("Purpose"),
        help=_(
            "What you will use the sandbox org for, in 20 characters or more. Example: Testing the OAuth flow and the "
            "dashboards of Acme Queue."
        ),
        errors=("purpose-length",),
        details="proposed-purpose",
    ),
)


def _grant(verb: str, *, label: LazyText, guard: str, help_text: LazyText) -> Transition:
    """A transition that creates the sandbox org. Both are announced in the same way."""
    return Transition(
        verb=verb,
        label=label,
        sources=SANDBOX_REQUEST_OPEN,
        target=RequestState.GRANTED,
        who=(Who.ADMIN,),
        guards=(guard,),
        effects=("create-sandbox-org",),
        button=Button(
            help=help_text,
            done=_("The sandbox org was created. The partner has been notified."),
            kind="primary",
            is_hidden_if_closed=True,
        ),
        notice=decision_notice(
            "sandbox.granted",
            label=_("A sandbox org is granted"),
            subject=_("Your sandbox org {org} is ready"),
            body=_(
                "{actor} granted {organisation} the sandbox org {org}. Once a listing is approved, its tile can be "
                "enabled there."
            ),
        ),
        event=EventType(name="sandbox.granted", description=_("An admin grants a sandbox org.")),
    )


class SandboxRequestLifecycle(OrganisationRequestLifecycle[SandboxRequest]):
    name = "sandbox"
    title = "Request for a sandbox org"
    kind = _("Sandbox request")
    text_field = "purpose"
    group = SANDBOXES_GROUP
    states = RequestState
    event_data = SandboxRequestEventData
    rows = (
        Transition(
            verb=REQUEST,
            label=_("Request sandbox org"),
            sources=(),
            target=RequestState.REQUESTED,
            who=(Who.OWNER,),
            asks=("purpose",),
            effects=("set-due-time",),
            button=Button(
                title=_("Request a sandbox org"),
                inputs=_INPUTS,
                done=_("Your request was sent. We will decide by {day}."),
                kind="primary",
            ),
            notice=TransitionNotice(
                kind="sandbox.requested",
                purpose=Purpose.ACT,
                to=(admins,),
                label=_("A partner requests a sandbox org"),
                subject=_("{organisation} requested a sandbox org"),
                body=_("{actor} requested a sandbox org in {region} for {organisation}. Grant or decline the request."),
                audience=frozenset({Audience.ADMIN}),
            ),
            event=EventType(name="sandbox.requested", description=_("A partner requests a sandbox org.")),
        ),
        _grant(
            GRANT,
            label=_("Grant sandbox org"),
            guard="region-free",
            help_text=_("The sandbox org is created immediately and the partner is notified."),
        ),
        _grant(
            GRANT_EXTRA,
            label=_("Allow another sandbox org"),
            guard="region-taken",
            help_text=_(
                "The partner already has an active sandbox org in this region. Allow another one only as an exception."
            ),
        ),
        Transition(
            verb=DECLINE,
            label=_("Decline request"),
            sources=SANDBOX_REQUEST_OPEN,
            target=RequestState.DECLINED,
            who=(Who.ADMIN,),
            asks=("reason",),
            button=Button(
                inputs=(PARTNER_REASON,),
                done=_("The request was declined. The partner has been told the reason."),
                kind="danger",
            ),
            notice=decision_notice(
                "sandbox.declined",
                label=_("A request for a sandbox org is declined"),
                subject=_("Your request for a sandbox org was declined"),
                body=_(
                    "{actor} declined {organisation}'s request for a sandbox org in {region}.\n\nReason: {reason}\n\n"
                    "An owner can send a new request."
                ),
            ),
            event=EventType(name="sandbox.declined", description=_("An admin declines a request for a sandbox org.")),
        ),
        *shared_rows(
            "sandbox",
            open_states=SANDBOX_REQUEST_OPEN,
            withdrawn=RequestState.WITHDRAWN,
            partner=Who.OWNER,
            staff={Who.ADMIN: admins},
            event=EventType(name="sandbox.withdrawn", description=_("An owner withdraws a request for a sandbox org.")),
        ),
    )

    def visible(self, by: Actor) -> QuerySet[SandboxRequest]:
        return visible_requests(by)

    def constraints(self, subject: SandboxRequest) -> Iterable[tuple[str, str, SlipwayError]]:
        error = RequestOpen(region=Region(subject.region).label)
        return [("sandboxes_request_one_open", _ONE_OPEN, error)]

    def names(self, subject: SandboxRequest) -> Mapping[str, str]:
        return {**super().names(subject), "day": format_time(subject.due_at, DATE)}

    def texts(self, change: StateChange[SandboxRequest]) -> Mapping[str, str | int]:
        return {**super().texts(change), "region": Region(change.subject.region).label}

    def event_subjects(self, change: StateChange[SandboxRequest]) -> Sequence[EventSubject]:
        ids = {"sandbox_request": change.subject.pk, "sandbox_org": change.subject.org_id}
        return [subject_without_revision(change.organisation_id, page=SANDBOXES, kind=self.event_data, **ids)]

    def refusal(self, subject: SandboxRequest, _verb: str) -> SlipwayError:
        return NotPossible(reasons=self.state_sentence(subject), codes=["request-decided"])


def set_due_time(change: StateChange[SandboxRequest]) -> None:
    """A decision is due after SANDBOX_REQUEST_DAYS business days."""
    change.subject.due_at = add_business_days(change.now, SANDBOX_REQUEST_DAYS.value, portal_calendar())


def create_sandbox_org(change: StateChange[SandboxRequest]) -> None:
    """Create the org of a granted request. Raises OrgExists."""
    organisation, region = change.subject.organisation, Region(change.subject.region)
    taken = set(SandboxOrg.objects.filter(name__startswith=organisation.slug).values_list("name", flat=True))
    with raises_if_org_exists(organisation, region):
        org = SandboxOrg.objects.create(
            organisation=organisation,
            region=region,
            name=free_org_name(organisation.slug, region, taken),
            is_extra=change.transition.verb == GRANT_EXTRA,
            created_at=change.now,
        )
    change.subject.org, change.objects["org"], change.details["org"] = org, org.pk, org.name


SANDBOX_REQUESTS = SandboxRequestLifecycle()
