"""The badges of go-to-market requests and transfers."""

from page_parts.badges import Badge, register_badges
from releases.models import GtmState, TransferState

register_badges(
    "gtm",
    {
        GtmState.REQUESTED: Badge("warn", "clock"),
        GtmState.ACCEPTED: Badge("info", "tick"),
        GtmState.IN_PROGRESS: Badge("info", "play"),
        GtmState.DONE: Badge("ok", "ready"),
        GtmState.DECLINED: Badge("bad", "off"),
        GtmState.WITHDRAWN: Badge("", "undo"),
    },
)
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
