"""How people's things are shown."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()
# The first that fits counts: most programs claim to be their ancestors too.
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
    """What a browser says of itself, in two words: "Firefox, Windows"."""
    names = [_named(user_agent, _PROGRAMS), _named(user_agent, _SYSTEMS)]
    return ", ".join(name for name in names if name) or user_agent or _("Unknown browser")


def _named(user_agent: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if mark in user_agent), "")
