"""The lifecycle of a go-to-market request. The partner of a live tile requests help, and staff answer."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.actor import Actor
from common.errors import SlipwayError
from common.lazy_text import LazyText
from common.navigation import Audience
from listings.lifecycle.buttons import Button, ButtonInput, InputKind, reason_input
from listings.lifecycle.change import StateChange
from listings.lifecycle.events import subject_of_live
from listings.lifecycle.recipients import admins, decision_notice, ecosystems
from listings.lifecycle.request_rows import shared_rows
from listings.lifecycle.requests import REQUEST, ListingRequestLifecycle
from listings.lifecycle.types import Transition, TransitionNotice, Who
from notices.events import EventSubject, EventType
from notices.kind_registry import Purpose
from releases.errors import GtmOpen
from releases.event_data import GtmEventData
from releases.models import GTM_OPEN, GtmRequest, GtmState
from releases.queries import visible_gtm_requests

_OUR_TEAM = {Who.ECOSYSTEMS: ecosystems, Who.ADMIN: admins}
_ANSWERED = decision_notice(
    "gtm.answered",
    label=_("Your go-to-market request receives a reply"),
    subject=_("New reply to your go-to-market request for {listing}"),
    body=_("{actor} replied to the go-to-market request for {listing}:\n\n{answer}"),
)
_ANSWER_EVENT = EventType(name="gtm.answered", description=_("A go-to-market request receives a reply."))

_INPUTS = (
    ButtonInput(name="items", label=_("Type of help"), kind=InputKind.CHOICES, details="types-of-help"),
    ButtonInput(
        name="contact",
        label=_("Contact"),
        help=_("The person who can answer questions about the launch."),
        kind=InputKind.EMAIL,
    ),
    ButtonInput(
        name="target_on",
        label=_("Launch date"),
        help=_("The day you want to announce the tile."),
        kind=InputKind.DAY,
        is_required=False,
        earliest_in_days=0,
    ),
    ButtonInput(
        name="embargo_on",
        label=_("Embargo until"),
        help=_("We won't publish anything before this date."),
        kind=InputKind.DAY,
        is_required=False,
        earliest_in_days=0,
        errors=("embargo-late",),
    ),
    ButtonInput(
        name="note",
        label=_("More details"),
        help=_("Anything else that we should know. Example: Links or people to mention."),
        is_required=False,
    ),
)


def _answer(
    verb: str, *, label: LazyText, sources: tuple[GtmState, ...], target: GtmState, kind: str = "primary"
) -> Transition:
    """The transition of an answer. All answers are recorded and announced in the same way."""
    return Transition(
        verb=verb,
        label=label,
        sources=sources,
        target=target,
        who=tuple(_OUR_TEAM),
        asks=("answer",),
        recorded_as="gtm.answer",
        button=Button(
            done=_("Your reply was sent to the partner."),
            kind=kind,
            inputs=(
                reason_input(
                    _("Tell the partner what happens next and who will do it."),
                    name="answer",
                    label=pgettext_lazy("noun", "Reply"),
                ),
            ),
        ),
        notice=_ANSWERED,
        event=_ANSWER_EVENT,
    )


class GtmLifecycle(ListingRequestLifecycle[GtmRequest]):
    name = "gtm"
    title = "Go-to-market request"
    kind = _("Go-to-market request")
    text_field = "note"
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
            asks=("help-chosen", "embargo"),
            button=Button(
                title=_("Request help"),
                done=_("Your request was sent. The ecosystems team will reply on this page."),
                kind="primary",
                inputs=_INPUTS,
            ),
            notice=TransitionNotice(
                kind="gtm.requested",
                purpose=Purpose.ACT,
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
        _answer("accept", label=_("Accept request"), sources=(GtmState.REQUESTED,), target=GtmState.ACCEPTED),
        _answer("start", label=_("Start work"), sources=(GtmState.ACCEPTED,), target=GtmState.IN_PROGRESS),
        _answer(
            "finish",
            label=_("Finish work"),
            sources=(GtmState.ACCEPTED, GtmState.IN_PROGRESS),
            target=GtmState.DONE,
            kind="",
        ),
        _answer("decline", label=_("Decline request"), sources=GTM_OPEN, target=GtmState.DECLINED, kind="danger"),
        *shared_rows(
            "gtm",
            open_states=GTM_OPEN,
            withdrawn=GtmState.WITHDRAWN,
            partner=Who.PARTNER,
            staff=_OUR_TEAM,
            event=EventType(name="gtm.withdrawn", description=_("A partner withdraws a go-to-market request.")),
        ),
    )

    def visible(self, by: Actor) -> QuerySet[GtmRequest]:
        return visible_gtm_requests(by)

    def constraints(self, subject: GtmRequest) -> Iterable[tuple[str, str, SlipwayError]]:
        error = GtmOpen(listing=subject.listing.name)
        return [("sandboxes_gtm_one_open", "sandboxes_gtmrequest.listing_id", error)]

    def event_subjects(self, change: StateChange[GtmRequest]) -> Sequence[EventSubject]:
        return [subject_of_live(change.listing, kind=self.event_data, gtm_request=change.subject.pk)]


GTM = GtmLifecycle()
