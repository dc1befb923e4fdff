"""The setting of sandbox requests that admins can change."""

from django.utils.translation import gettext_lazy as _

from common.policies import PolicyGroup, number_policy

SANDBOX_REQUEST_DAYS = number_policy(
    "SANDBOX_REQUEST_DAYS",
    PolicyGroup.REVIEWS,
    _("Time for a sandbox request"),
    help_text=_("Business days until the decision is due."),
    most=90,
)
