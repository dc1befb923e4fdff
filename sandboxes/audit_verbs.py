"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("Sandbox orgs"),
    {
        "tile.look": _("Tile viewed in a sandbox org"),
        "tile.check": _("Tile checked in a sandbox org"),
        "tile.install": _("Tile installed in a sandbox org"),
        "tile.uninstall": _("Tile uninstalled from a sandbox org"),
    },
)
