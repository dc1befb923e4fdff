"""The lifecycle of a request for an OAuth exception. A submission makes it; the Ecosystems team or a lead decides."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.actor import Actor
from common.errors import SlipwayError
from common.lazy_text import LazyText
from listings.lifecycle.change import StateChange
from listings.lifecycle.recipients import ecosystems
from listings.lifecycle.requests import REQUEST, ListingRequestLifecycle, shared_rows
from listings.lifecycle.revisions import lock_revision
from listings.lifecycle.types import PARTNER_REASON, Button, Transition, Who, reason_input
from listings.queries import open_revision, visible_listings
from notices.events import EventSubject
from reviews.models import ExceptionRequest, ExceptionState
from reviews.writes import approve_if_complete

GRANT, DECLINE = "grant", "decline"
_DECIDERS = {Who.ECOSYSTEMS: ecosystems, Who.LEAD: ecosystems}


def _decision(
    verb: str, *, label: LazyText, sources: tuple[ExceptionState, ...], target: ExceptionState, button: Button
) -> Transition:
    """The transition of a decision. The partner gets a notice about the comment of a declined request."""
    return Transition(
        verb=verb,
        label=label,
        sources=sources,
        target=target,
        who=tuple(_DECIDERS),
        guards=("exception-in-review",),
        asks=("reason",),
        effects=("update-exception-comment",),
        recorded_as="review.answer-exception",
        button=button,
        notice=None,
        event=None,
    )


class ExceptionLifecycle(ListingRequestLifecycle[ExceptionRequest]):
    name = "oauth-exception"
    title = "OAuth exception"
    group = _("OAuth exceptions")
    states = ExceptionState
    rows = (
        Transition(
            verb=REQUEST,
            label=_("Request OAuth exception"),
            sources=(),
            target=ExceptionState.REQUESTED,
            who=(Who.PARTNER,),
            notice=None,
            event=None,
        ),
        _decision(
            GRANT,
            label=_("Grant exception"),
            sources=(ExceptionState.REQUESTED, ExceptionState.DECLINED),
            target=ExceptionState.GRANTED,
            button=Button(
                inputs=(PARTNER_REASON,),
                done=_("The exception was granted."),
                is_hidden_if_closed=True,
            ),
        ),
        _decision(
            DECLINE,
            label=_("Decline exception"),
            sources=(ExceptionState.REQUESTED, ExceptionState.GRANTED),
            target=ExceptionState.DECLINED,
            button=Button(
                inputs=(reason_input(_("The partner gets the reason as a blocking comment.")),),
                done=_("The exception was declined."),
                kind="danger",
                is_hidden_if_closed=True,
            ),
        ),
        *shared_rows(
            "oauth-exception",
            open_states=(ExceptionState.REQUESTED,),
            withdrawn=ExceptionState.WITHDRAWN,
            partner=Who.PARTNER,
            staff=_DECIDERS,
            event=None,
        ),
    )

    def visible(self, by: Actor) -> QuerySet[ExceptionRequest]:
        rows = ExceptionRequest.objects.select_related("listing__organisation", "thread")
        return rows.filter(listing__in=visible_listings(by))

    def constraints(self, subject: ExceptionRequest) -> Iterable[tuple[str, str, SlipwayError]]:  # noqa: ARG002
        return ()

    def save(self, change: StateChange[ExceptionRequest]) -> None:
        """Save the request. If the listing waited only for its exception, it is approved."""
        super().save(change)
        if change.subject.state == ExceptionState.GRANTED and (revision := open_revision(change.listing.pk)):
            approve_if_complete(lock_revision(revision.pk, by=change.by), change.now)

    def objects(self, change: StateChange[ExceptionRequest]) -> Mapping[str, UUID | str]:
        objects = super().objects(change)
        return {**objects, "answer": change.subject.state} if change.transition.recorded_as else objects

    def event_subjects(self, change: StateChange[ExceptionRequest]) -> Sequence[EventSubject]:  # noqa: ARG002
        return []


EXCEPTIONS = ExceptionLifecycle()
