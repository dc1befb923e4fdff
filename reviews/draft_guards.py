"""Guards of drafts of comments. They get facts and return reasons against an action."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.lifecycle.registry import Reason, Reasons
from page_parts.counts import Count

MAX_DRAFTS = 100
MAX_CONTENT_BYTES = 100_000
DRAFTS_ANCHOR = "#decision-drafts"


def reasons_against_keeping(number: int, size_bytes: int) -> Reasons:
    """The limits of drafts: their number in a review by one person, and the size of the largest one."""
    reasons = []
    if number > MAX_DRAFTS:
        text = _("You can have at most {most} comments that aren't sent. Send or delete some of them first.")
        reasons.append(Reason(code="too-many-drafts", text=text.format(most=MAX_DRAFTS)))
    if size_bytes > MAX_CONTENT_BYTES:
        text = _("This comment with its suggestion is too long. Shorten it, or split it into several comments.")
        reasons.append(Reason(code="draft-too-large", text=text))
    return tuple(reasons)


def reasons_against_approving_with(must_count: int) -> Reasons:
    """Comments that are sent with an approval must not block it. must_count is the number of those that would."""
    if not must_count:
        return ()
    text = ngettext(
        "{n} comment with the priority “Must” isn't sent yet. Change its priority, or request changes.",
        "{n} comments with the priority “Must” aren't sent yet. Change their priority, or request changes.",
        must_count,
    )
    return (Reason(code="must-not-sent", text=text.format(n=Count(must_count)), link=DRAFTS_ANCHOR),)
