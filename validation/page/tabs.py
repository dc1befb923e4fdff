"""Tabs of the pages about checks."""

from django.urls import reverse
from django.utils.translation import gettext as _

from common.actor import Actor


def tabs(current: str, actor: Actor) -> list[dict[str, object]]:
    """Items of the `tabs` component: checks, waivers, disputes and, for admins, Agent packages."""
    visible = [
        ("checks", _("Checks"), "validation:check-list"),
        ("waivers", _("Waivers"), "validation:waiver-list"),
        ("disputes", _("Disputed findings"), "validation:dispute-list"),
    ]
    if actor.is_admin:
        visible.append(("agent", _("Agent packages"), "validation:agent-package-list"))
    return [{"label": label, "href": reverse(name), "is_current": key == current} for key, label, name in visible]
