"""The badges of revision states, availabilities and kinds of change."""

from django.utils.translation import gettext_lazy as _

from common.badges import Badge, register_badges
from listings.availabilities import AVAILABILITIES
from listings.states import RevisionState
from tilekit.sections.differences import ChangeKind

register_badges(
    "revision",
    {
        RevisionState.DRAFT: Badge("", "half"),
        RevisionState.SUBMITTED: Badge("accent", "play"),
        RevisionState.IN_REVIEW: Badge("accent", "eye"),
        RevisionState.CHANGES_REQUESTED: Badge("warn", "undo"),
        RevisionState.APPROVED: Badge("ok", "ready"),
        RevisionState.IN_SANDBOX: Badge("info", "box"),
        RevisionState.SIGNED_OFF: Badge("ok", "tick"),
        RevisionState.SCHEDULED: Badge("info", "calendar"),
        RevisionState.PUBLISHED: Badge("ok", "ship"),
        RevisionState.SUPERSEDED: Badge("", "clock"),
        RevisionState.REJECTED: Badge("bad", "off"),
        RevisionState.ARCHIVED: Badge("", "box"),
    },
)
register_badges(
    "availability",
    {availability: row.badge for availability, row in AVAILABILITIES.items()},
)
register_badges(
    "change",
    {
        ChangeKind.ADDED: Badge("ok", "plus", _("Added")),
        ChangeKind.REMOVED: Badge("bad", "trash", _("Removed")),
        ChangeKind.CHANGED: Badge("accent", "diff", _("Changed")),
        ChangeKind.MOVED: Badge("info", "up", _("Moved")),
    },
)
