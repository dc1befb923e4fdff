"""The guard of a replacement that a partner cancels. It gets facts and returns reasons against the action."""

from django.utils.translation import gettext as _
from msgspec import Struct

from common.actor import Actor
from listings.lifecycle.registry import Reason, Reasons


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
