"""The lifecycle of a request for an OAuth exception. An editor sends it; the Ecosystems team or a lead decides."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import Team
from common.actor import SYSTEM, Actor
from common.errors import SlipwayError
from common.navigation import Audience
from files.errors import FileRefused
from listings.lifecycle.buttons import PARTNER_REASON, Button, ButtonInput, InputKind, reason_input
from listings.lifecycle.change import StateChange
from listings.lifecycle.recipients import decision_notice, ecosystems
from listings.lifecycle.request_rows import UNTIL, Expiry, MessageForm, shared_rows
from listings.lifecycle.requests import REQUEST, ListingRequestLifecycle
from listings.lifecycle.revision_locks import lock_listing, lock_revision
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.models import Listing
from listings.queries import in_visible_listing, open_revision
from listings.states.revision_states import REVIEWABLE
from notices.events import EventType
from notices.kind_registry import Purpose
from reviews.errors import ExceptionOpen
from reviews.exception_files import FILE_ENDINGS, MAX_REQUEST_FILE_BYTES, MAX_REQUEST_FILES
from reviews.models import EXCEPTION_OPEN, ExceptionRequest, ExceptionState
from reviews.writes import approve_if_complete

GRANT, DECLINE = "grant", "decline"
# The answer of the migration that granted requests to listings that were submitted without one.
DECIDED_BEFORE = gettext_noop("Decided before listings needed a granted request.")
_DECIDERS = {Who.ECOSYSTEMS: ecosystems, Who.LEAD: ecosystems}
_FILES = ButtonInput(
    name="files",
    label=_("Files"),
    help=_("Up to 5 files of at most 10 MB each: PDF, PNG, JPEG or text. Example: A diagram of your network."),
    kind=InputKind.FILES,
    is_required=False,
    accepts=FILE_ENDINGS,
    max_items=MAX_REQUEST_FILES,
    max_bytes=MAX_REQUEST_FILE_BYTES,
    errors=(FileRefused.code,),
)


class ExceptionLifecycle(ListingRequestLifecycle[ExceptionRequest]):
    name = "oauth-exception"
    title = "OAuth exception"
    kind = _("OAuth exception")
    text_field = "reason"
    group = _("OAuth exceptions")
    sent_title = _("Request sent")
    states = ExceptionState
    rows = (
        Transition(
            verb=REQUEST,
            label=_("Send request"),
            sources=(),
            target=ExceptionState.REQUESTED,
            who=(Who.PARTNER,),
            asks=("reason",),
            effects=("use-request-files",),
            button=Button(
                title=_("Request an exception from OAuth"),
                inputs=(
                    reason_input(
                        _(
                            "Who hosts the product, why it can't use OAuth, and how customers will grant access "
                            "instead. Example: The product runs in the customer's own data centre."
                        ),
                        label=_("Why you can't use OAuth"),
                        max_length=4000,
                    ),
                    _FILES,
                ),
                done=_("Your request was sent. The Ecosystems team will decide on it."),
                kind="primary",
            ),
            notice=TransitionNotice(
                kind="oauth-exception.requested",
                purpose=Purpose.ACT,
                to=(ecosystems,),
                label=_("A partner requests an OAuth exception"),
                subject=_("{organisation} requests an OAuth exception for {listing}"),
                body=_("{actor} requested an OAuth exception for {listing}: {reason}\n\nGrant or decline the request."),
                audience=frozenset({Audience.LEAD, Audience.REVIEWER}),
            ),
            event=EventType(name="exception.requested", description=_("A partner requests an OAuth exception.")),
        ),
        Transition(
            verb=GRANT,
            label=_("Grant exception"),
            sources=(*EXCEPTION_OPEN, ExceptionState.DECLINED),
            target=ExceptionState.GRANTED,
            who=tuple(_DECIDERS),
            asks=("reason",),
            effects=("set-end-date", "resolve-exception-comments"),
            recorded_as="review.answer-exception",
            button=Button(
                inputs=(PARTNER_REASON, UNTIL),
                done=_("The exception was granted. The partner has been notified."),
                kind="primary",
            ),
            notice=decision_notice(
                "oauth-exception.granted",
                label=_("An OAuth exception is granted"),
                subject=_("{listing}: your OAuth exception was granted"),
                body=_(
                    "{actor} granted the OAuth exception: {reason}\n\nYou can submit the listing without OAuth. If the "
                    "exception has an end date, the request shows it."
                ),
            ),
            event=EventType(name="exception.granted", description=_("An OAuth exception is granted.")),
        ),
        Transition(
            verb=DECLINE,
            label=_("Decline exception"),
            sources=(*EXCEPTION_OPEN, ExceptionState.GRANTED),
            target=ExceptionState.DECLINED,
            who=tuple(_DECIDERS),
            asks=("reason",),
            effects=("open-exception-comment",),
            recorded_as="review.answer-exception",
            button=Button(
                help=_("If the listing is in review, the partner also gets the reason as a blocking comment."),
                inputs=(PARTNER_REASON,),
                done=_("The exception was declined. The partner has been told the reason."),
                kind="danger",
            ),
            notice=decision_notice(
                "oauth-exception.declined",
                label=_("An OAuth exception is declined"),
                subject=_("{listing}: your OAuth exception was declined"),
                body=_(
                    "{actor} declined the OAuth exception: {reason}\n\nUse OAuth or another configuration method, or "
                    "send a new request."
                ),
            ),
            event=EventType(name="exception.declined", description=_("An OAuth exception is declined.")),
        ),
        *shared_rows(
            "oauth-exception",
            open_states=EXCEPTION_OPEN,
            withdrawn=ExceptionState.WITHDRAWN,
            partner=Who.PARTNER,
            staff=_DECIDERS,
            event=EventType(
                name="exception.withdrawn", description=_("A partner withdraws a request for an OAuth exception.")
            ),
            expiry=Expiry(
                granted=ExceptionState.GRANTED,
                expired=ExceptionState.EXPIRED,
                event=EventType(
                    name="exception.expired", description=_("A granted OAuth exception reaches its end date.")
                ),
            ),
            message=MessageForm(inputs=(_FILES,), effects=("use-request-files",)),
        ),
    )

    def visible(self, by: Actor) -> QuerySet[ExceptionRequest]:
        """The requests of visible listings. Those who decide also see the requests of drafts."""
        is_visible = Q(in_visible_listing(by))
        if by.reviews_for(Team.ECOSYSTEMS):
            is_visible |= Q(listing__deleted_at=None)
        return ExceptionRequest.objects.select_related("listing__organisation", "thread").filter(is_visible)

    def lock_owner(self, subject: ExceptionRequest, *, by: Actor) -> Listing:  # noqa: ARG002 visible() decided
        return lock_listing(subject.listing_id, by=SYSTEM)

    def constraints(self, subject: ExceptionRequest) -> Iterable[tuple[str, str, SlipwayError]]:
        error = ExceptionOpen(listing=subject.listing.name)
        return [("reviews_exception_one_open", "reviews_exceptionrequest.listing_id", error)]

    def save(self, change: StateChange[ExceptionRequest]) -> None:
        """Save the request. If the listing waited only for its exception, it is approved."""
        super().save(change)
        if change.subject.state != ExceptionState.GRANTED:
            return
        revision = open_revision(change.listing.pk)
        if revision and revision.state in REVIEWABLE:
            approve_if_complete(lock_revision(revision.pk, by=change.by), change.now)

    def objects(self, change: StateChange[ExceptionRequest]) -> Mapping[str, UUID | str]:
        objects = super().objects(change)
        return {**objects, "answer": change.subject.state} if change.transition.recorded_as else objects


EXCEPTIONS = ExceptionLifecycle()
