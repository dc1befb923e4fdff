"""The settings of drafts that admins can change."""

from django.utils.translation import gettext_lazy as _

from common.policies import PolicyGroup, number_policy

DRAFT_WARNING_DAYS = number_policy(
    "DRAFT_WARNING_DAYS",
    PolicyGroup.DRAFTS,
    _("Warning before a draft is archived"),
    help_text=_("Days without an edit after which partners are warned."),
    most=365,
)
DRAFT_ARCHIVE_DAYS = number_policy(
    "DRAFT_ARCHIVE_DAYS",
    PolicyGroup.DRAFTS,
    _("Archiving after the warning"),
    help_text=_("Days after the warning when the draft is archived."),
    most=90,
)
