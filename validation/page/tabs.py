"""The pages about rules."""

from django.urls import reverse
from django.utils.translation import gettext as _

from common.actor import Actor


def tabs(current: str, actor: Actor) -> list[dict[str, object]]:
    """Rules, waivers and, for admins, what the Agent brings: for the `tabs` component."""
    shown = [
        ("rules", _("Checks"), "validation:rule-list"),
        ("waivers", _("Waivers"), "validation:waiver-list"),
    ]
    if actor.is_admin:
        shown.append(("agent", _("Agent packages"), "validation:agent-package-list"))
    return [{"label": label, "href": reverse(name), "is_current": key == current} for key, label, name in shown]
