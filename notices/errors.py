"""What can go wrong with a delivery."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class MailNotSent(SlipwayError):
    """The mail server did not take it; the job tries again. Says nothing about the recipient: it lands in logs."""

    code = "mail-not-sent"
    message = _("The mail server did not accept the e-mail. We will try again automatically.")
    status = 503
