"""The badges of the kinds of change in the changelog."""

from api.changelog.kinds import ApiChangeKind
from page_parts.badges import Badge, register_badges

register_badges(
    "api-change",
    {
        ApiChangeKind.BREAKING: Badge("bad", "warning"),
        ApiChangeKind.DEPRECATED: Badge("warn", "clock"),
        ApiChangeKind.ADDED: Badge("ok", "plus"),
        ApiChangeKind.CHANGED: Badge("info", "diff"),
        ApiChangeKind.FIXED: Badge("", "tick"),
    },
)
