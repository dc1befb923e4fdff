"""The badges of revisions and of what customers can see."""

from common.badges import Badge, register_badges
from listings.states import Availability, RevisionState

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
    {
        Availability.NONE: Badge("", "todo"),
        Availability.LISTED: Badge("ok", "ship"),
        Availability.DEPRECATED: Badge("warn", "clock"),
        Availability.UNPUBLISHED: Badge("", "off"),
    },
)
