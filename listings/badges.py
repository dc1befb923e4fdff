"""The badges of revision states, availabilities and kinds of change."""

from django.utils.translation import gettext_lazy as _

from listings.states.availabilities import AVAILABILITIES
from listings.states.revision_states import CHECKS_BLOCKED, REPLACING, RevisionState
from page_parts.badges import Badge, register_badges
from tilekit.sections.differences import ChangeKind

register_badges(
    "revision",
    {
        **{state: state.row.badge for state in RevisionState},
        REPLACING: Badge("info", "diff", _("Being replaced")),
        CHECKS_BLOCKED: Badge("warn", "blocker", _("Blockers found")),
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
