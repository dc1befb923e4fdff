"""The setting of digests that admins can change."""

from django.utils.translation import gettext_lazy as _

from common.policies import PolicyGroup, number_policy

DIGEST_HOUR = number_policy(
    "DIGEST_HOUR",
    PolicyGroup.NOTICES,
    _("Hour of daily digests"),
    help_text=_("From 0 to 23, in the time zone of the portal."),
    least=0,
    most=23,
)
