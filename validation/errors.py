"""What can go wrong with checks, as types."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class RunUnderWay(SlipwayError):
    code = "run-under-way"
    message = _("The checks are running already.")


class TooManyDryRuns(SlipwayError):
    """context: limit."""

    code = "too-many-dry-runs"
    message = _("This listing already has {limit} dry runs that are not finished. Wait for one of them.")
    status = 429


class RuleUnknown(SlipwayError):
    code = "rule-unknown"
    message = _("There is no check {rule}.")
    status = 404


class FixFailed(SlipwayError):
    """The fix was tried, and the guard refused it. why is a sentence that says what speaks against it."""

    code = "fix-failed"
    message = _("This fix was not applied, so nothing has changed. {why}")


class FixNotSafe(SlipwayError):
    """Only safe fixes are applied without a look at each."""

    code = "fix-not-safe"
    message = _("Fixes of {rule} can't be applied all at once. Look at what each one changes, then apply it.")


class FixNotShown(SlipwayError):
    """A suggested fix that nobody has looked at, or not as it is now."""

    code = "fix-not-shown"
    message = _("This is not the change that you looked at, so nothing was changed. Look at it again, then apply it.")
