"""The kind of notice about a view of somebody's pages."""

from django.utils.translation import gettext_lazy as _

from notices.kind_registry import notice_kind
from operations.view_as.actions import VIEWED

notice_kind(
    VIEWED,
    label=_("An admin views the portal as you"),
    group=_("Your account"),
    subject=_("{actor} viewed the portal as you"),
    body=_(
        "{actor}, an admin, could see your pages for up to ten minutes, but could not change anything and saw no "
        "passwords, keys or other secrets.\n\nReason: {reason}\n\nIf you didn't expect this, contact us."
    ),
    mandatory=True,
)
