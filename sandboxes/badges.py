"""The badges of sandbox orgs, requests for them, and tiles in them."""

from django.utils.translation import pgettext_lazy

from page_parts.badges import Badge, register_badges
from sandboxes.models import OrgState, RequestState

register_badges(
    "sandbox",
    {
        RequestState.REQUESTED: Badge("warn", "clock"),
        RequestState.GRANTED: Badge("info", "tick"),
        RequestState.DECLINED: Badge("bad", "off"),
        OrgState.ACTIVE: Badge("ok", "ready"),
        OrgState.SUSPENDED: Badge("bad", "off"),
    },
)
register_badges(
    "activation",
    {
        "on": Badge("ok", "ready", pgettext_lazy("tile", "Enabled")),
        "outdated": Badge("warn", "clock", pgettext_lazy("tile", "Enabled, older version")),
        "approved": Badge("accent", "todo", pgettext_lazy("tile", "Approved, not enabled yet")),
        "off": Badge("", "off", pgettext_lazy("tile", "Not enabled")),
    },
)
