"""The lifecycle of a go-to-market request. The partner of a live tile requests help, and staff answer."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.actor import Actor
from common.constraints import raises_if_violated
from common.lookups import first_or_not_found
from common.navigation import PARTNERS, Audience
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import StateChange
from listings.lifecycle.events import subject_of_live
from listings.lifecycle.recipients import admins, ecosystems, editors
from listings.lifecycle.revisions import lock_listing
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.models import Listing
from notices.events import EventSubject, EventType
from releases.errors import GtmOpen
from releases.event_data import GtmEventData
from releases.models import GTM_OPEN, GtmRequest, GtmState
from releases.queries import visible_gtm_requests

REQUEST = "request"
_OUR_TEAM = (Who.ECOSYSTEMS, Who.ADMIN)
_ANSWERED = TransitionNotice(
    kind="gtm.answered",
    to=(editors,),
    label=_("Your go-to-market request receives a reply"),
    subject=_("New reply to your go-to-market request for {listing}"),
    body=_("{actor} replied to the go-to-market request for {listing}:\n\n{answer}"),
    audience=PARTNERS,
)
_ANSWER_EVENT = EventType(name="gtm.answered", description=_("A go-to-market request receives a reply."))


def _answer(verb: str, sources: tuple[GtmState, ...], target: GtmState) -> Transition:
    """The transition of an answer. All answers are recorded and announced in the same way."""
    return Transition(
        verb=verb,
        label=target.label,
        sources=sources,
        target=target,
        who=_OUR_TEAM,
        asks=("answer",),
        recorded_as="gtm.answer",
        notice=_ANSWERED,
        event=_ANSWER_EVENT,
    )


class GtmLifecycle(Lifecycle[GtmRequest]):
    name = "gtm"
    title = "Go-to-market request"
    group = _("Go-to-market")
    states = GtmState
    event_data = GtmEventData
    rows = (
        Transition(
            verb=REQUEST,
            label=_("Request go-to-market help"),
            sources=(),
            target=GtmState.REQUESTED,
            who=(Who.PARTNER,),
            guards=("gtm-available",),
            asks=("help-chosen",),
            notice=TransitionNotice(
                kind="gtm.requested",
                to=(ecosystems, admins),
                label=_("A partner requests go-to-market help"),
                subject=_("{organisation} requested go-to-market help"),
                body=_(
                    "{actor} requested go-to-market help for {listing}. The ecosystems team or an admin must reply."
                ),
                audience=frozenset({Audience.ADMIN, Audience.REVIEWER}),
            ),
            event=EventType(name="gtm.requested", description=_("A partner requests go-to-market help.")),
        ),
        _answer("accept", (GtmState.REQUESTED,), GtmState.ACCEPTED),
        _answer("start", (GtmState.ACCEPTED,), GtmState.IN_PROGRESS),
        _answer("finish", (GtmState.ACCEPTED, GtmState.IN_PROGRESS), GtmState.DONE),
        _answer("decline", GTM_OPEN, GtmState.DECLINED),
    )

    def lock(self, key: UUID, *, by: Actor, **_: object) -> GtmRequest:
        found = first_or_not_found(visible_gtm_requests(by).filter(pk=key))
        listing = lock_listing(found.listing_id, by=by)
        request = GtmRequest.objects.select_for_update(of=("self",)).get(pk=key)
        request.listing = listing
        return request

    def listing(self, subject: GtmRequest) -> Listing:
        return subject.listing

    def save(self, change: StateChange[GtmRequest]) -> None:
        request = change.subject
        if change.transition.creates_subject:
            error = GtmOpen(listing=change.listing.name)
            with raises_if_violated("sandboxes_gtm_one_open", "sandboxes_gtmrequest.listing_id", error):
                request.save(force_insert=True)
            return
        request.answer, request.answered_by, request.answered_at = change.text("answer"), change.by.id, change.now
        request.save()

    def objects(self, change: StateChange[GtmRequest]) -> Mapping[str, UUID]:
        return {"listing": change.listing.pk, "request": change.subject.pk}

    def texts(self, change: StateChange[GtmRequest]) -> Mapping[str, str | int]:
        return {"organisation": change.listing.organisation.name, "answer": change.subject.answer}

    def url(self, change: StateChange[GtmRequest]) -> str:
        return change.subject.get_absolute_url()

    def event_subjects(self, change: StateChange[GtmRequest]) -> Sequence[EventSubject]:
        return [subject_of_live(change.listing, kind=self.event_data, gtm_request=change.subject.pk)]


GTM = GtmLifecycle()
# {state: the verb of the answer that leads to it}.
ANSWERS = {GtmState(str(row.target)): row.verb for row in GTM.rows if not row.creates_subject}


def states_after(state: str) -> list[GtmState]:
    """The states to which an answer can change a request in this state."""
    return [GtmState(str(row.target)) for row in GTM.rows if state in row.sources]
