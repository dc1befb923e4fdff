"""The lifecycle of a request for a waiver. An editor asks to waive a blocker, and a lead or an admin decides."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from common.actor import Actor
from common.errors import SlipwayError
from common.navigation import Audience
from listings.lifecycle.buttons import PARTNER_REASON, Button, reason_input
from listings.lifecycle.change import StateChange
from listings.lifecycle.recipients import admins, decision_notice, leads
from listings.lifecycle.request_rows import UNTIL, Expiry, shared_rows
from listings.lifecycle.requests import REQUEST, ListingRequestLifecycle
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.queries import in_visible_listing
from notices.events import EventType
from notices.kind_registry import Purpose
from validation.errors import WaiverRequestOpen
from validation.models import WAIVER_REQUEST_OPEN, WaiverRequest, WaiverRequestState

GRANT, DECLINE, END = "grant", "decline", "end"
_DECIDERS = {Who.LEAD: leads, Who.ADMIN: admins}
MAX_REASON_CHARACTERS = 1000
_REASON = replace(PARTNER_REASON, max_length=MAX_REASON_CHARACTERS)


class WaiverLifecycle(ListingRequestLifecycle[WaiverRequest]):
    name = "waiver"
    title = "Request for a waiver"
    kind = _("Waiver request")
    text_field = "reason"
    group = _("Waivers")
    states = WaiverRequestState
    rows = (
        Transition(
            verb=REQUEST,
            label=_("Send request"),
            sources=(),
            target=WaiverRequestState.REQUESTED,
            who=(Who.PARTNER,),
            asks=("reason",),
            button=Button(
                title=_("Ask for a waiver"),
                inputs=(
                    reason_input(
                        _("Why we should accept this finding. Example: The metric has another unit on purpose."),
                        label=_("Reason for the waiver"),
                        max_length=MAX_REASON_CHARACTERS,
                    ),
                ),
                done=_("Your request was sent. A lead reviewer or an admin will decide on it."),
                kind="primary",
            ),
            notice=TransitionNotice(
                kind="waiver.requested",
                purpose=Purpose.ACT,
                to=(leads, admins),
                label=_("A partner asks for a waiver"),
                subject=_("{organisation} asks for a waiver for {listing}"),
                body=_("{actor} asked to waive the finding {check} of {listing}: {reason}\n\nGrant or decline it."),
                audience=frozenset({Audience.ADMIN, Audience.LEAD}),
            ),
            event=EventType(name="waiver.requested", description=_("A partner asks for a waiver of a finding.")),
        ),
        Transition(
            verb=GRANT,
            label=_("Grant waiver"),
            sources=WAIVER_REQUEST_OPEN,
            target=WaiverRequestState.GRANTED,
            who=tuple(_DECIDERS),
            asks=("reason",),
            effects=("set-end-date", "waive-finding"),
            button=Button(
                inputs=(_REASON, UNTIL),
                done=_("The waiver was granted. The partner has been notified."),
                kind="primary",
            ),
            notice=decision_notice(
                "waiver.granted",
                label=_("A waiver is granted"),
                subject=_("{listing}: your request for a waiver was granted"),
                body=_(
                    "{actor} waived the finding {check}: {reason}\n\nIt no longer prevents you from submitting the "
                    "listing. If the waiver has an end date, the request shows it."
                ),
            ),
            event=EventType(name="waiver.granted", description=_("A request for a waiver is granted.")),
        ),
        Transition(
            verb=DECLINE,
            label=_("Decline request"),
            sources=WAIVER_REQUEST_OPEN,
            target=WaiverRequestState.DECLINED,
            who=tuple(_DECIDERS),
            asks=("reason",),
            button=Button(
                inputs=(_REASON,),
                done=_("The request was declined. The partner has been told the reason."),
                kind="danger",
            ),
            notice=decision_notice(
                "waiver.declined",
                label=_("A request for a waiver is declined"),
                subject=_("{listing}: your request for a waiver was declined"),
                body=_("{actor} did not waive the finding {check}: {reason}\n\nFix the finding before you submit."),
            ),
            event=EventType(name="waiver.declined", description=_("A request for a waiver is declined.")),
        ),
        Transition(
            verb=END,
            label=_("End waiver"),
            sources=(WaiverRequestState.GRANTED,),
            target=WaiverRequestState.ENDED,
            who=tuple(_DECIDERS),
            effects=("end-waiver",),
            button=Button(done=_("The waiver was ended. The finding applies again."), kind="danger"),
            notice=decision_notice(
                "waiver.ended",
                label=_("A waiver ends"),
                subject=_("{listing}: a waiver has ended"),
                body=_("{actor} ended the waiver of the finding {check}. The finding applies again."),
            ),
            event=EventType(name="waiver.ended", description=_("A waiver that a partner asked for is ended.")),
        ),
        *shared_rows(
            "waiver",
            open_states=WAIVER_REQUEST_OPEN,
            withdrawn=WaiverRequestState.WITHDRAWN,
            partner=Who.PARTNER,
            staff=_DECIDERS,
            event=EventType(name="waiver.withdrawn", description=_("A partner withdraws a request for a waiver.")),
            expiry=Expiry(
                granted=WaiverRequestState.GRANTED,
                expired=WaiverRequestState.EXPIRED,
                event=EventType(
                    name="waiver.expired", description=_("A waiver that a partner asked for reaches its end date.")
                ),
            ),
        ),
    )

    def visible(self, by: Actor) -> QuerySet[WaiverRequest]:
        rows = WaiverRequest.objects.select_related("listing__organisation")
        return rows.filter(in_visible_listing(by))

    def constraints(self, subject: WaiverRequest) -> Iterable[tuple[str, str, SlipwayError]]:
        columns = "validation_waiverrequest.listing_id, validation_waiverrequest.fingerprint"
        return [("validation_request_one_open", columns, WaiverRequestOpen(check=subject.code))]

    def texts(self, change: StateChange[WaiverRequest]) -> Mapping[str, str | int]:
        return {**super().texts(change), "check": change.subject.code}


WAIVERS = WaiverLifecycle()
