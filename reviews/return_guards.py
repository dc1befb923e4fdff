"""Guards about listings that are with the partner again. They get facts and return reasons against the action."""

from django.utils.translation import gettext as _
from msgspec import Struct

from common.actor import Actor
from listings.lifecycle.registry import Reason, Reasons
from reviews.guards import DecisionFacts, reasons_against_deciding


class ReturnFacts(Struct, frozen=True, kw_only=True):
    """Why a listing is with the partner: is_replacing if the partner chose it, to submit a newer version, and
    is_blocked if the checks found blockers.

    is_unanswered means that the partner has not replied to a comment yet, was_in_review that the checks of the
    replaced submission had passed.
    """

    is_unanswered: bool = False
    is_replacing: bool = False
    was_in_review: bool = False
    is_blocked: bool = False


def is_replacing_in_review(facts: ReturnFacts, _actor: Actor) -> Reasons:
    """Only a submission that the partner is replacing, and whose checks had passed, can be reviewed again."""
    if facts.was_in_review:
        return ()
    return (Reason(code="not-replacing", text=_("Your organisation is not replacing a submission in review.")),)


def reasons_against_requesting(case: DecisionFacts, actor: Actor) -> Reasons:
    """The reasons why the actor cannot request changes for the team now. The partner may already be making some."""
    reasons = reasons_against_deciding(case, actor)
    if not case.is_being_replaced:
        return reasons
    text = _(
        "The partner is already editing the listing. Wait for the newer version, or approve this submission. The "
        "approval stays if nothing that your team reads changes."
    )
    return (*reasons, Reason(code="being-replaced", text=text))
