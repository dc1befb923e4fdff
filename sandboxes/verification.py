"""The verification list: what a partner looks at in the sandbox before signing off."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tilekit.core.section import Tab
from tilekit.tile import Tile

CHECKS: Mapping[str, tuple[Tab, str | Promise]] = {
    "logos": (Tab.OVERVIEW, _("The logo and every picture are sharp, on light and on dark.")),
    "texts": (Tab.OVERVIEW, _("The overview says what customers get.")),
    "setup": (Tab.CONFIGURATION, _("The setup can be followed from its first step to its last.")),
    "oauth": (Tab.CONFIGURATION, _("The account can be connected, and it asks for what it needs only.")),
    "uninstall": (Tab.CONFIGURATION, _("The uninstallation says what is revoked and what stays.")),
    "metrics": (Tab.DATA, _("Every metric is listed with its unit and its description.")),
    "logs": (Tab.DATA, _("The logs have the right source.")),
    "dashboards": (Tab.RESOURCES, _("The dashboards are there under their right names.")),
    "monitors": (Tab.RESOURCES, _("The monitor templates are there.")),
    "rules": (Tab.RESOURCES, _("The detection rules are there.")),
    "price": (Tab.PRICING, _("The price and the licence are the right ones.")),
    "support": (Tab.SUPPORT, _("The support address is read by somebody.")),
}


def checks_for(view: Tile) -> list[str]:
    """The points that matter for the tile, in the order of its tabs."""
    kinds = {resource.kind for resource in view.resources}
    needed = {
        "oauth": view.configuration.oauth is not None,
        "metrics": bool(view.data.metrics),
        "logs": bool(view.data.logs.id),
        "dashboards": "dashboard" in kinds,
        "monitors": "monitor" in kinds,
        "rules": "rule" in kinds,
        "price": view.pricing is not None,
    }
    return [key for key in CHECKS if needed.get(key, True)]
