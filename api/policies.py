"""The limits of the API that admins can change."""

from django.utils.translation import gettext_lazy as _

from common.policies import PolicyGroup, number_policy

API_CALLS_PER_MINUTE = number_policy(
    "API_CALLS_PER_MINUTE",
    PolicyGroup.API,
    _("Calls per minute"),
    help_text=_("For each application. All applications in an organisation can make three times as many."),
    most=1_000_000,
)
API_TOKENS_PER_MINUTE = number_policy(
    "API_TOKENS_PER_MINUTE",
    PolicyGroup.API,
    _("Access tokens per minute"),
    help_text=_("For each client ID, and for the workflows of one address and one organisation."),
    most=1_000_000,
)
