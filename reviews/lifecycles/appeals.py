"""The lifecycle of an appeal. An editor appeals against the rejection of a revision, and a lead decides."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from common.actor import Actor
from common.errors import SlipwayError
from common.navigation import Audience
from listings.lifecycle.buttons import PARTNER_REASON, Button, reason_input
from listings.lifecycle.change import StateChange
from listings.lifecycle.recipients import decision_notice, leads
from listings.lifecycle.request_rows import shared_rows
from listings.lifecycle.requests import REQUEST, ListingRequestLifecycle
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import apply_to_locked_revision
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.models import Revision
from listings.queries import visible_revisions
from listings.states.revision_states import RevisionState
from notices.events import EventType
from notices.kind_registry import Purpose
from reviews.errors import AppealOpen
from reviews.models import APPEAL_OPEN, Appeal, AppealState

GRANT, DECLINE = "grant", "decline"
_DECIDERS = {Who.LEAD: leads}


class AppealLifecycle(ListingRequestLifecycle[Appeal]):
    name = "appeal"
    title = "Appeal"
    kind = _("Appeal")
    text_field = "reason"
    group = _("Appeals")
    sent_title = _("Appeal sent")
    states = AppealState
    listing_lookup = "revision__listing"
    rows = (
        Transition(
            verb=REQUEST,
            label=_("Send appeal"),
            sources=(),
            target=AppealState.REQUESTED,
            who=(Who.PARTNER,),
            guards=("rejected",),
            asks=("reason",),
            button=Button(
                title=_("Appeal against the rejection"),
                inputs=(
                    reason_input(
                        _("Why the listing should be reviewed again. Example: The other tile is another product.")
                    ),
                ),
                done=_("Your appeal was sent. A lead reviewer will decide on it."),
                kind="primary",
            ),
            notice=TransitionNotice(
                kind="appeal.requested",
                purpose=Purpose.ACT,
                to=(leads,),
                label=_("A partner appeals against a rejection"),
                subject=_("{organisation} appeals against the rejection of {listing}"),
                body=_("{actor} appealed against the rejection of {listing}: {reason}\n\nGrant or decline the appeal."),
                audience=frozenset({Audience.LEAD}),
            ),
            event=EventType(name="appeal.requested", description=_("A partner appeals against a rejection.")),
        ),
        Transition(
            verb=GRANT,
            label=_("Grant appeal"),
            sources=APPEAL_OPEN,
            target=AppealState.GRANTED,
            who=tuple(_DECIDERS),
            asks=("reason",),
            button=Button(
                help=_("The listing is reopened, and the partner can submit it again."),
                inputs=(PARTNER_REASON,),
                done=_("The appeal was granted and the listing was reopened."),
                kind="primary",
            ),
            notice=None,  # the transition "reopen" notifies the partner of the reason
            event=EventType(name="appeal.granted", description=_("A lead grants an appeal and reopens the listing.")),
        ),
        Transition(
            verb=DECLINE,
            label=_("Decline appeal"),
            sources=APPEAL_OPEN,
            target=AppealState.DECLINED,
            who=tuple(_DECIDERS),
            asks=("reason",),
            button=Button(
                inputs=(PARTNER_REASON,),
                done=_("The appeal was declined. The partner has been told the reason."),
                kind="danger",
            ),
            notice=decision_notice(
                "appeal.declined",
                label=_("An appeal is declined"),
                subject=_("{listing}: your appeal was declined"),
                body=_("{actor} declined the appeal: {reason}\n\nThe listing stays rejected."),
            ),
            event=EventType(name="appeal.declined", description=_("A lead declines an appeal.")),
        ),
        *shared_rows(
            "appeal",
            open_states=APPEAL_OPEN,
            withdrawn=AppealState.WITHDRAWN,
            partner=Who.PARTNER,
            staff=_DECIDERS,
            event=EventType(name="appeal.withdrawn", description=_("A partner withdraws an appeal.")),
        ),
    )

    def visible(self, by: Actor) -> QuerySet[Appeal]:
        rows = Appeal.objects.select_related("revision__listing__organisation")
        return rows.filter(Exists(visible_revisions(by).filter(pk=OuterRef("revision"))))

    def waiting_for(self, actor: Actor) -> QuerySet[Appeal]:
        # Not a join, for which SQLite would begin with all rejected revisions.
        rejected = Revision.objects.filter(pk=OuterRef("revision"), state=RevisionState.REJECTED)
        return super().waiting_for(actor).filter(Exists(rejected))

    def save(self, change: StateChange[Appeal]) -> None:
        """Save the appeal. If it is granted, the revision returns to the partner, with the answer as the reason."""
        super().save(change)
        if change.transition.verb == GRANT:
            revision, reason = lock_revision(change.subject.revision_id, by=change.by), change.text("reason")
            change.subject.revision = apply_to_locked_revision(
                revision, "reopen", by=change.by, now=change.now, parameters={"reason": reason}
            )

    def constraints(self, _subject: Appeal) -> Iterable[tuple[str, str, SlipwayError]]:
        return [("reviews_appeal_one_open", "reviews_appeal.revision_id", AppealOpen())]


APPEALS = AppealLifecycle()


def waiting_appeals() -> QuerySet[Appeal]:
    """The appeals that wait for a lead, oldest first."""
    rows = Appeal.objects.filter(state__in=APPEAL_OPEN, revision__state=RevisionState.REJECTED)
    rows = rows.filter(revision__listing__deleted_at=None).select_related("revision__listing__organisation")
    return rows.order_by("requested_at", "pk")
