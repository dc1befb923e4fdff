"""Errors of the audit log."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class EventIsFinal(SlipwayError):
    code = "event-is-final"
    message = _("Recorded events can't be changed or removed.")
