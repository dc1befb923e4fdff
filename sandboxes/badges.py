"""The badges of sandbox orgs, requests for them, and tiles in them."""

from page_parts.badges import Badge, register_badges
from sandboxes.models import ActivationState, OrgState, RequestState

register_badges(
    "sandbox",
    {
        RequestState.REQUESTED: Badge("warn", "clock"),
        RequestState.GRANTED: Badge("info", "tick"),
        RequestState.DECLINED: Badge("bad", "off"),
        RequestState.WITHDRAWN: Badge("", "undo"),
        OrgState.ACTIVE: Badge("ok", "ready"),
        OrgState.SUSPENDED: Badge("bad", "off"),
    },
)
register_badges(
    "activation",
    {
        ActivationState.ON: Badge("ok", "ready"),
        ActivationState.OUTDATED: Badge("warn", "clock"),
        ActivationState.APPROVED: Badge("accent", "todo"),
        ActivationState.OFF: Badge("", "off"),
    },
)
