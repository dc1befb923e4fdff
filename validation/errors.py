"""What can go wrong with checks, as types."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class RunUnderWay(SlipwayError):
    code = "run-under-way"
    message = _("The checks are running already.")


class RuleUnknown(SlipwayError):
    code = "rule-unknown"
    message = _("There is no check {rule}.")
    status = 404


class FixFailed(SlipwayError):
    """The fix was tried and what was found stayed, or something else broke."""

    code = "fix-failed"
    message = _("This fix does not work here, so nothing was changed. Mend it by hand: {what}")
