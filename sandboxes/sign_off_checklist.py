"""The checklist for partners before they sign off a tile in the sandbox."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from common.lazy_text import LazyText
from listings.content.submissions import bundle_of_submission
from listings.models import Submission
from sandboxes.models import TileActivation
from tilekit.core.section import Tab
from tilekit.tile import TileContent, tile_of

# An owner confirms the price and the licence agreement in the form below the checklist.
CHECKLIST: Mapping[str, tuple[Tab, LazyText]] = {
    "logos": (Tab.OVERVIEW, _("The logo and all images are sharp on light and dark backgrounds.")),
    "texts": (Tab.OVERVIEW, _("The overview explains what customers get.")),
    "setup": (Tab.CONFIGURATION, _("The setup instructions work from the first step to the last.")),
    "oauth": (Tab.CONFIGURATION, _("An account can be connected, and only the necessary permissions are requested.")),
    "uninstall": (Tab.CONFIGURATION, _("The uninstallation instructions explain what is revoked and what remains.")),
    "metrics": (Tab.DATA, _("Every metric is listed with its unit and description.")),
    "logs": (Tab.DATA, _("The log source is correct.")),
    "dashboards": (Tab.RESOURCES, _("All dashboards are listed with the correct names.")),
    "monitors": (Tab.RESOURCES, _("All monitor templates are listed.")),
    "rules": (Tab.RESOURCES, _("All detection rules are listed.")),
    "support": (Tab.SUPPORT, _("Someone reads the e-mails sent to the support address.")),
}


def open_items(submission: Submission) -> list[str]:
    """The items that nobody has confirmed on a sandbox org in which the submission is enabled. Reads its files."""
    rows = TileActivation.objects.filter(submission=submission, deactivated_at=None, is_outdated=False)
    confirmed = {key for checked in rows.values_list("checked", flat=True) for key in checked}
    return [key for key in items_for(tile_of(bundle_of_submission(submission))) if key not in confirmed]


def items_for(view: TileContent) -> list[str]:
    """The keys of the checklist items that apply to the tile, in the order of its tabs."""
    kinds = {resource.kind for resource in view.resources}
    needed = {
        "oauth": view.configuration.oauth is not None,
        "metrics": bool(view.data.metrics),
        "logs": bool(view.data.logs.id),
        "dashboards": "dashboard" in kinds,
        "monitors": "monitor" in kinds,
        "rules": "rule" in kinds,
    }
    return [key for key in CHECKLIST if needed.get(key, True)]
