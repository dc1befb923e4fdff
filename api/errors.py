"""What can stand against a call before it reaches an action, as types."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class TooManyCalls(SlipwayError):
    code = "too-many-calls"
    message = _("Too many calls. Wait, then try again.")
    status = 429


class KeyUnreadable(SlipwayError):
    code = "idempotency-key-unreadable"
    message = _("The Idempotency-Key header must be 1 to 255 visible ASCII characters without blanks.")
    status = 400


class KeyUsedOtherwise(SlipwayError):
    code = "idempotency-key-used"
    message = _("This Idempotency-Key was sent with another request. Use a new key for each request.")
    status = 422


class CallUnderWay(SlipwayError):
    code = "call-under-way"
    message = _("A call with this Idempotency-Key is still running. Wait, then send it again.")
