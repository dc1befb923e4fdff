"""Errors of e-mail delivery."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class MailNotSent(SlipwayError):
    """The mail server did not accept the e-mail. The error contains no recipient, because it is logged."""

    code = "mail-not-sent"
    message = _("The mail server did not accept the e-mail.")
    status = 503
