"""What can go wrong between approval and going live, as types."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class RequestOpen(SlipwayError):
    code = "sandbox-request-open"
    message = _("A request for {region} is already waiting.")


class OrgExists(SlipwayError):
    code = "sandbox-org-exists"
    message = _("{organisation} already has an active sandbox org in {region}. Allow an extra one if it needs more.")


class TileOff(SlipwayError):
    """The tile is not on there, or not any more."""

    code = "tile-off"
    message = _("The tile is not on in this sandbox org any more.")


class NeverLive(SlipwayError):
    code = "never-live"
    message = _("Only what was live before can be rolled back to.")


class GtmOpen(SlipwayError):
    code = "go-to-market-open"
    message = _("A request for {listing} is open already; it is answered first.")


class TransferOpen(SlipwayError):
    code = "transfer-open"
    message = _("{listing} is offered to an organisation already. Take that offer back first.")


class TransferOver(SlipwayError):
    """Somebody answered first, or nobody in time."""

    code = "transfer-over"
    message = _("This offer is over: {state}.")
