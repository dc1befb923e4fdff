"""The states of reviews and threads, as pages show them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reviews.models import ThreadState


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
