"""Errors of live tiles, go-to-market requests and transfers."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class NeverLive(SlipwayError):
    code = "never-live"
    message = _("You can only roll back to a version that was live before.")


class GtmOpen(SlipwayError):
    code = "go-to-market-open"
    message = _("{listing} already has an open go-to-market request. Wait for a reply before you send another.")


class TransferOpen(SlipwayError):
    code = "transfer-open"
    message = _("{listing} has already been offered to an organisation. Cancel that transfer first.")


class TransferOver(SlipwayError):
    """The offer was answered or cancelled, or has expired. context: state."""

    code = "transfer-closed"
    message = _("This transfer is closed. Its state is: {state}.")
