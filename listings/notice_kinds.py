"""The kind of notice about idle revisions. The kinds about changes of state are declared in the lifecycles."""

from django.utils.translation import gettext_lazy as _

from common.navigation import PARTNERS
from listings.lifecycle.announcements import IDLE_WARNING_KIND, LISTINGS_GROUP
from notices.kind_registry import notice_kind

notice_kind(
    IDLE_WARNING_KIND,
    label=_("A listing will be archived"),
    group=LISTINGS_GROUP,
    audience=PARTNERS,
    subject=_("{listing} will be archived in {days} days"),
    body=_(
        "This listing hasn't been edited for three weeks. To keep it open, edit or submit it. After it is archived, "
        "you can still restore it."
    ),
)
