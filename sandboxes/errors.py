"""Errors of sandbox orgs and of tiles in them."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class RequestOpen(SlipwayError):
    code = "sandbox-request-open"
    message = _("You already have an open request for {region}. Wait for a decision before you send another.")


class OrgExists(SlipwayError):
    code = "sandbox-org-exists"
    message = _("{organisation} already has an active sandbox org in {region}. Suspend it first, or allow another one.")


class TileOff(SlipwayError):
    """The tile was never enabled in the sandbox org, or has been disabled, or the org is suspended."""

    code = "tile-not-enabled"
    message = _(
        "An admin has disabled this tile or suspended its sandbox org. Open Sandboxes to see where the tile is enabled."
    )
