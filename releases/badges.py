"""The badges of transfers."""

from page_parts.badges import Badge, register_badges
from releases.models import TransferState

register_badges(
    "transfer",
    {
        TransferState.OFFERED: Badge("warn", "clock"),
        TransferState.ACCEPTED: Badge("ok", "tick"),
        TransferState.DECLINED: Badge("bad", "off"),
        TransferState.CANCELLED: Badge("", "undo"),
        TransferState.EXPIRED: Badge("", "clock"),
    },
)
