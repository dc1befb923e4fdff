"""Why the tables about sandboxes stay."""

from django.utils.translation import gettext_lazy as _

from jobs.retention.registry import keep
from sandboxes.models import Installation, SandboxOrg, SandboxRequest, SignOff, TileActivation, TileLook

keep(
    _("What was shown and tested in sandbox orgs, kept as long as the listing or organisation."),
    Installation,
    SandboxOrg,
    SandboxRequest,
    SignOff,
    TileActivation,
    TileLook,
)
