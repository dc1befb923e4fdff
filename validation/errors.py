"""Errors about checks and fixes."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class TooManyDryRuns(SlipwayError):
    """The listing has the maximum number of open dry runs. context: limit."""

    code = "too-many-dry-runs"
    message = _("This listing already has {limit} unfinished dry runs. Wait until one of them has finished.")
    status = 429


class CheckUnknown(SlipwayError):
    code = "check-not-found"
    message = _("The check {rule} does not exist.")
    status = 404


class WaiverRequestOpen(SlipwayError):
    """The partner has already asked for this waiver. context: check."""

    code = "waiver-request-open"
    message = _("You have already asked to waive this finding of {check}. Wait for a decision.")


class DisputeOpen(SlipwayError):
    """There is an open dispute of this finding. context: check."""

    code = "dispute-open"
    message = _("This finding of {check} is already disputed. Wait for an answer.")


class FindingNotFound(SlipwayError):
    """Neither the draft nor the newest submission nor a recent dry run has the finding."""

    code = "finding-not-found"
    message = _("The listing has no such finding. Run the checks again.")
    status = 422


class FixFailed(SlipwayError):
    """The guard refused the fix. context: why, one or more sentences."""

    code = "fix-failed"
    message = _("This fix was not applied, so nothing has changed. {why}")


class FixNotShown(SlipwayError):
    """A suggested fix was not reviewed, or has changed since the review."""

    code = "fix-not-shown"
    message = _("The fix has changed since you reviewed it, so it was not applied. Review it again, then apply it.")
