"""What can go wrong with a review, as types."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class ReviewAlreadyClaimed(SlipwayError):
    """context: person, who works on it."""

    code = "review-already-claimed"
    message = _("{person} works on this review. Ask them to hand it over, or take it over with a reason.")


class SubmissionReplaced(SlipwayError):
    """The decision was made on another round than the one that is open now. context: round, the present one."""

    code = "submission-replaced"
    message = _("The partner has submitted round {round} meanwhile. Look at it, then decide.")


class DecisionFinal(SlipwayError):
    code = "decision-final"
    message = _("This decision can no longer be taken back.")
