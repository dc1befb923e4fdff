"""The states of reviews, threads and requests for an OAuth exception, as pages show them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reviews.models import ExceptionAnswer, ThreadState


class ReviewState(TextChoices):
    """The state of a review, computed from its claim and its team's decision."""

    OPEN = "open", _("Not started")
    CLAIMED = "claimed", _("In review")
    APPROVED = "approved", pgettext_lazy("review", "Approved")
    CARRIED_OVER = "carried_over", _("Approval kept")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    CLOSED = "closed", _("Closed")


class ShownThreadState(TextChoices):
    """The state of a thread, computed from its stored state, its kind and its place."""

    BLOCKING = "blocking", _("Blocking")
    QUESTION = "question", _("Question")
    OPEN = ThreadState.OPEN.value, ThreadState.OPEN.label
    ANSWERED = ThreadState.ANSWERED.value, ThreadState.ANSWERED.label
    RESOLVED = ThreadState.RESOLVED.value, ThreadState.RESOLVED.label
    CHANGED = "changed", _("Changed")
    OUTDATED = "outdated", _("Outdated")


class ExceptionState(TextChoices):
    """The state of a request for an OAuth exception: its answer, if it has one."""

    REQUESTED = "requested", pgettext_lazy("exception", "Requested")
    GRANTED = ExceptionAnswer.GRANTED.value, ExceptionAnswer.GRANTED.label
    DECLINED = ExceptionAnswer.DECLINED.value, ExceptionAnswer.DECLINED.label
