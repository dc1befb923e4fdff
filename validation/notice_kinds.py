"""Kinds of notice about checks, for staff."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from common.lists import joined_with_and
from common.navigation import Audience
from notices.kind_registry import Parameters, Purpose, notice_kind
from validation.actions.live import NEW_BREAKS
from validation.mode_writes import CHECK_SOFTENED
from validation.writes import CHECK_FAILED, RUN_FAILED

_GROUP = _("Portal operations")
_ADMIN = frozenset({Audience.ADMIN})


def _with_codes(parameters: Parameters) -> Mapping[str, object]:
    """The codes of the checks, which the notice stores in one text with commas, as a list in words."""
    return {"rules": joined_with_and(str(parameters["rules"]).split(", "))}


notice_kind(
    RUN_FAILED,
    purpose=Purpose.ACT,
    label=_("The checks on a submission fail on our side"),
    group=_GROUP,
    subject=_("The checks on {listing} failed on our side"),
    body=_("Submission {round} could not be checked after several attempts. Look at the failed job, then retry it."),
)
notice_kind(
    CHECK_FAILED,
    label=_("A check crashes"),
    group=_GROUP,
    subject=_("The check {check} could not be finished"),
    body=_(
        "The check stopped with {fault} in {place}. Submissions wait for this check, unless its mode is Observe. "
        "Partners don't need to do anything. See the log for details. Correct the check, then run it again on its "
        "page."
    ),
    audience=_ADMIN,
)
notice_kind(
    CHECK_SOFTENED,
    label=_("Disputes turn a blocker into a warning"),
    group=_("Disputed findings"),
    subject=_("The check {check} no longer blocks"),
    body=_(
        "Partners disputed {disputes} findings of this check, and {upheld} of {decided} answers said that the check "
        "was wrong. Its mode is now “Warn”. Correct the check. An admin can enforce it again on its page."
    ),
    audience=frozenset({Audience.ADMIN, Audience.LEAD}),
)
notice_kind(
    NEW_BREAKS,
    label=_("Live listings fail new checks"),
    group=_GROUP,
    subject=_("New checks found blockers in live listings"),
    body=_(
        "The checks have changed, so all live listings were checked again. Live listings with new blockers: "
        "{listings}. Checks: {rules}. The listings stay live and no partner was notified. Read the report before "
        "you change the mode of a check."
    ),
    audience=_ADMIN,
    complete=_with_codes,
)
