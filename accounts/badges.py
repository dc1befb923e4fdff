"""The badges of vendor aliases."""

from accounts.models import AliasState
from page_parts.badges import Badge, register_badges

register_badges(
    "vendor-alias",
    {
        AliasState.REQUESTED: Badge("warn", "clock"),
        AliasState.CONFIRMED: Badge("ok", "ready"),
        AliasState.DECLINED: Badge("bad", "off"),
        AliasState.WITHDRAWN: Badge("", "undo"),
    },
)
