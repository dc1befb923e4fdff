"""The style, icon and label of each state.

Templates use `{{ state|badge:"revision" }}`. No template or style sheet contains the name of a state.
A style is `""` (neutral), `accent`, `bad`, `warn`, `info` or `ok`; colour is never used without icon and label.
Each app registers the badges of its states in its own `badges.py`.
"""

from collections.abc import Mapping
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from msgspec import Struct, structs

from page_parts.total_maps import total_map


class Badge(Struct, frozen=True):
    """How a state looks: a style of the design system, the name of an icon in the sprite, and the text for people."""

    style: str
    icon: str
    label: str | Promise = ""


BADGES: dict[str, Mapping[str, Badge]] = {}


def register_badges(family: str, badges: Mapping[str, Badge]) -> None:
    """Register the badges of a family of states. A badge without a label gets the label of the state's enum member.

    Raises ValueError if the family is registered already, or if a member of one of its enums has no badge.
    """
    if family in BADGES:
        raise ValueError(f"the badges of {family} are already registered")
    for states in {type(state) for state in badges if isinstance(state, Enum)}:
        total_map(states, badges)
    BADGES[family] = {str(state): _labelled(state, badge) for state, badge in badges.items()}


def _labelled(state: str, badge: Badge) -> Badge:
    return badge if badge.label else structs.replace(badge, label=getattr(state, "label", ""))


def badge_of(family: str, state: str) -> Badge:
    """The badge of a state; for an unknown state, a neutral one. Raises KeyError for an unknown family."""
    return BADGES[family].get(state) or Badge("", "dots", state.replace("_", " "))


# The levels of messages and banners.
register_badges(
    "level",
    {
        "debug": Badge("", "wrench", _("Debug")),
        "info": Badge("info", "advice", pgettext_lazy("level", "Note")),
        "success": Badge("ok", "ready", pgettext_lazy("level", "Done")),
        "warning": Badge("warn", "warning", _("Warning")),
        "error": Badge("bad", "blocker", _("Problem")),
    },
)
# Whether the metrics file contains a metric that a dashboard uses.
register_badges(
    "declaration",
    {
        "declared": Badge("ok", "ready", _("Declared")),
        "missing": Badge("warn", "warning", _("Missing")),
        "other": Badge("", "na", _("Of another product")),
    },
)
# Severities of the signals of detection rules.
register_badges(
    "signal",
    {
        "info": Badge("info", "advice", pgettext_lazy("signal", "Info")),
        "low": Badge("info", "advice", pgettext_lazy("signal", "Low")),
        "medium": Badge("warn", "warning", pgettext_lazy("signal", "Medium")),
        "high": Badge("bad", "blocker", pgettext_lazy("signal", "High")),
        "critical": Badge("bad", "blocker", pgettext_lazy("signal", "Critical")),
    },
)
