"""Messages about checks that could not be finished because of a problem on our side."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.lists import joined_sentences, joined_with_and
from page_parts.counts import Count
from tilekit.checks.unchecked import Unchecked
from validation.models import Run, RunState
from validation.queries import unchecked_of_run


def unchecked_text_of_draft(unchecked: Sequence[Unchecked]) -> str:
    """The message for a draft; "" if all checks were finished."""
    next_text = _("You can still submit. Every check will then run again, and only that result counts.")
    return joined_sentences([_unfinished_text(unchecked), next_text]) if unchecked else ""


def unchecked_text_of_run(run: Run) -> str:
    """The message for a run; "" if all checks were finished."""
    unchecked = unchecked_of_run(run)
    if not unchecked or run.submission_id is None:
        return unchecked_text_of_draft(unchecked)
    if run.state == RunState.INCOMPLETE:
        next_text = _(
            "The listing stays submitted. An admin will correct the check and run it again. You don't need to do "
            "anything."
        )
    else:
        next_text = _("These checks will run again when you submit.")
    return joined_sentences([_unfinished_text(unchecked), next_text])


def _unfinished_text(unchecked: Sequence[Unchecked]) -> str:
    text = ngettext(
        "{n} check could not be finished: {codes}. The problem is on our side, not in your listing.",
        "{n} checks could not be finished: {codes}. The problem is on our side, not in your listing.",
        len(unchecked),
    )
    return text.format(n=Count(len(unchecked)), codes=joined_with_and(check.code for check in unchecked))
