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
    """The fix was tried, and the guard refused it. why is a sentence that says what speaks against it."""

    code = "fix-failed"
    message = _("This fix was not applied, so nothing has changed. {why}")
