"""The lifecycle of a dispute. Somebody says that a finding is wrong, and the owners of its check answer."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.actor import Actor
from common.errors import SlipwayError
from common.lazy_text import LazyText
from common.navigation import EVERYBODY, Audience
from listings.lifecycle.buttons import MIN_REASON_LENGTH, Button, ButtonInput, InputDetails, InputKind, reason_input
from listings.lifecycle.change import StateChange
from listings.lifecycle.recipients import editors
from listings.lifecycle.request_rows import MessageForm, shared_rows
from listings.lifecycle.requests import REQUEST, ListingRequestLifecycle
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.queries import in_visible_listing
from notices.events import EventSubject, EventType
from notices.kind_registry import Purpose
from page_parts.counts import Count
from tilekit.checks.subjects import SUBJECTS
from validation.disputes import effect_of_upholding, owner_of
from validation.errors import DisputeOpen
from validation.lifecycles.waivers import MAX_REASON_CHARACTERS
from validation.mode_writes import soften_if_often_wrong
from validation.models import DISPUTE_OPEN, DisputeState, FindingDispute
from validation.queries.disputes import owner_ids

UPHOLD, DECLINE, EXTENT = "uphold", "decline", "extent"
ALL_WITH_CAUSE, ONLY_THIS = "all", "one"
_ANSWER = reason_input(
    _("Everybody whose dispute you answer reads this. Don't name a partner or a listing."),
    label=_("Answer"),
    max_length=MAX_REASON_CHARACTERS,
)
_EXTENT = ButtonInput(name=EXTENT, label=_("Disputes to answer"), kind=InputKind.CHOICE, details="dispute-extent")


def owners(change: StateChange[FindingDispute]) -> list[UUID]:
    """IDs of the leads of the team that owns the check, or of the admins if it has none."""
    return owner_ids(change.subject.code)


def disputing(change: StateChange[FindingDispute]) -> list[UUID]:
    """IDs of the partner's editors, or of the member of our staff who sent the dispute."""
    dispute = change.subject
    return [dispute.requested_by] if dispute.is_internal and dispute.requested_by else editors(change)


class FindingDisputeLifecycle(ListingRequestLifecycle[FindingDispute]):
    name = "finding-dispute"
    title = "Dispute of a finding"
    kind = _("Disputed finding")
    text_field = "reason"
    group = _("Disputed findings")
    sent_title = _("Finding disputed")
    states = DisputeState
    rows = (
        Transition(
            verb=REQUEST,
            label=_("Send dispute"),
            sources=(),
            target=DisputeState.REQUESTED,
            who=(Who.PARTNER, Who.REVIEWER, Who.ADMIN),
            asks=("reason",),
            button=Button(
                title=_("This finding is wrong"),
                inputs=(
                    reason_input(
                        _("Example: The link is part of a code block, so nobody can click it."),
                        label=_("Why the finding is wrong"),
                        max_length=MAX_REASON_CHARACTERS,
                    ),
                    ButtonInput(
                        name="expected",
                        label=_("What is right"),
                        help=_("What the check should accept or report instead."),
                        is_required=False,
                        min_length=MIN_REASON_LENGTH,
                        max_length=MAX_REASON_CHARACTERS,
                    ),
                ),
                done=_("Your dispute was sent. The team that owns the check will answer it."),
                kind="primary",
            ),
            notice=TransitionNotice(
                kind="finding-dispute.requested",
                purpose=Purpose.ACT,
                to=(owners,),
                label=_("Somebody disputes a finding of your team's checks"),
                subject=_("{organisation}: a finding of {check} is disputed"),
                body=_("{actor} says that the finding {check} of {listing} is wrong: {reason}\n\nAnswer the dispute."),
                audience=frozenset({Audience.ADMIN, Audience.LEAD}),
            ),
            event=EventType(name="dispute.requested", description=_("A partner disputes a finding.")),
        ),
        Transition(
            verb=UPHOLD,
            label=_("Uphold dispute"),
            sources=DISPUTE_OPEN,
            target=DisputeState.UPHELD,
            who=(Who.LEAD, Who.ADMIN),
            guards=("owns-check",),
            asks=("reason",),
            effects=("waive-disputed",),
            button=Button(
                help=_(
                    "The check is wrong. The finding no longer applies to the listing, unless it is from a security "
                    "check."
                ),
                inputs=(_ANSWER, _EXTENT),
                done=_("The dispute was upheld. Everyone whose dispute you answered has been notified."),
                kind="primary",
                is_hidden_if_closed=True,
            ),
            notice=TransitionNotice(
                kind="finding-dispute.upheld",
                purpose=Purpose.DECISION,
                to=(disputing,),
                label=_("A disputed check was wrong"),
                subject=_("{listing}: the check {check} was wrong"),
                body=_("{actor} upheld your dispute of the finding {check}: {reason}\n\n{effect}"),
                complete=lambda parameters: {"effect": effect_of_upholding(str(parameters["check"]))},
                audience=EVERYBODY,
            ),
            event=EventType(name="dispute.upheld", description=_("A dispute is upheld: the check was wrong.")),
        ),
        Transition(
            verb=DECLINE,
            label=_("Decline dispute"),
            sources=DISPUTE_OPEN,
            target=DisputeState.DECLINED,
            who=(Who.LEAD, Who.ADMIN),
            guards=("owns-check",),
            asks=("reason",),
            button=Button(
                help=_("The finding is right. It still applies."),
                inputs=(_ANSWER, _EXTENT),
                done=_("The dispute was declined. Everyone whose dispute you answered has been notified."),
                kind="danger",
                is_hidden_if_closed=True,
            ),
            notice=TransitionNotice(
                kind="finding-dispute.declined",
                purpose=Purpose.DECISION,
                to=(disputing,),
                label=_("A disputed finding is right"),
                subject=_("{listing}: the finding {check} is right"),
                body=_("{actor} declined your dispute of the finding {check}: {reason}"),
                audience=EVERYBODY,
            ),
            event=EventType(name="dispute.declined", description=_("A dispute is declined: the finding is right.")),
        ),
        *shared_rows(
            "finding-dispute",
            open_states=DISPUTE_OPEN,
            withdrawn=DisputeState.WITHDRAWN,
            partner=Who.PARTNER,
            message=MessageForm(asking=disputing, audience=frozenset({Audience.PARTNER, Audience.REVIEWER})),
            staff={Who.LEAD: owners, Who.ADMIN: owners},
            event=EventType(name="dispute.withdrawn", description=_("A partner withdraws a dispute of a finding.")),
        ),
    )

    def visible(self, by: Actor) -> QuerySet[FindingDispute]:
        """Partners don't see the disputes of our staff, and neither do staff who belong to the partner."""
        rows = FindingDispute.objects.select_related("listing__organisation").filter(in_visible_listing(by))
        return rows.exclude(is_internal=True, listing__organisation__in=list(by.organisations))

    def decided_by(self, actor: Actor) -> QuerySet[FindingDispute]:
        """The disputes on checks that the actor's teams own or, for admins, on all checks."""
        rows = super().decided_by(actor)
        if actor.is_admin:
            return rows
        subjects = [subject for subject in SUBJECTS if actor.leads(owner_of(subject))]
        return rows.filter(reduce(or_, (Q(code__startswith=f"{subject}-") for subject in subjects), Q(pk=None)))

    def constraints(self, subject: FindingDispute) -> Iterable[tuple[str, str, SlipwayError]]:
        names = ("listing_id", "fingerprint", "is_internal")
        columns = ", ".join(f"validation_findingdispute.{name}" for name in names)
        return [("validation_dispute_one_open", columns, DisputeOpen(check=subject.code))]

    def save(self, change: StateChange[FindingDispute]) -> None:
        super().save(change)
        if change.transition.creates_subject:  # answers do it once for all disputes (`answer_dispute`)
            soften_if_often_wrong(change.subject.code, now=change.now)

    def texts(self, change: StateChange[FindingDispute]) -> Mapping[str, str | int]:
        return {**super().texts(change), "check": change.subject.code}

    def event_subjects(self, change: StateChange[FindingDispute]) -> Sequence[EventSubject]:
        return [] if change.subject.is_internal else super().event_subjects(change)


DISPUTES = FindingDisputeLifecycle()


def answerable_with(dispute: FindingDispute, actor: Actor) -> QuerySet[FindingDispute]:
    """The open disputes that the actor can answer together with this one, which is among them, by listing."""
    return DISPUTES.waiting_for(actor).filter(cause=dispute.cause).order_by("listing", "pk")


def answered_together(dispute: FindingDispute, actor: Actor) -> InputDetails:
    """The choices between this dispute and all with the same cause, if there are others. One query."""
    number = answerable_with(dispute, actor).count()
    every = ngettext("All {n} open disputes about this message", "All {n} open disputes about this message", number)
    one: tuple[object, LazyText] = (ONLY_THIS, _("Only this dispute"))
    if number < 2:
        return InputDetails(choices=[one], initial=ONLY_THIS)
    return InputDetails(choices=[(ALL_WITH_CAUSE, every.format(n=Count(number))), one], initial=ALL_WITH_CAUSE)
