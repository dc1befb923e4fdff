"""Template filter that describes a user agent."""

from django import template
from django.utils.translation import gettext as _

from common.lists import joined_facts

register = template.Library()
# The first match wins, because most browsers also name older browsers in their user agent.
_PROGRAMS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """The browser and system of a user agent: "Firefox · Windows"."""
    names = [_first_known(user_agent, _PROGRAMS), _first_known(user_agent, _SYSTEMS)]
    return joined_facts(names) or user_agent or _("Unknown browser")


def _first_known(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
