"""The states of a check run: one row for each, with everything that pages and actions derive from the state."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from msgspec import Struct

from listings.states.status_messages import StatusMessages
from page_parts.badges import Badge
from page_parts.total_maps import total_map
from validation.status_messages import CHECKS_FAILED, CHECKS_INCOMPLETE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class RunState(TextChoices):
    QUEUED = "queued", _("Waiting to run")
    RUNNING = "running", _("Running")
    PASSED = "passed", _("Passed")
    BLOCKED = "blocked", _("Blockers found")
    FAILED = "failed", _("Failed on our side")
    INCOMPLETE = "incomplete", _("Incomplete on our side")
    SUPERSEDED = "superseded", _("Replaced by a newer run")


class RunOutcome(Struct, frozen=True, kw_only=True):
    """What a run means for the submission that waits for it: the transition of the verb, and a sentence for its page.

    The text may contain {moment} (the end of the run) and {number} (of its blockers). text_if_waived replaces it if all
    blockers of the run have been waived since then.
    """

    verb: str
    text: "str | _StrPromise"
    text_if_waived: "str | _StrPromise" = ""


class RunStateRow(Struct, frozen=True, kw_only=True):
    """What a state of a run means. A run that has_result was carried out to the end, so its findings count.

    If there is no outcome, a submission keeps waiting, and status is its status; without it, the checks are running or
    delayed.
    """

    badge: Badge
    has_result: bool = False
    outcome: RunOutcome | None = None
    status: StatusMessages | None = None


RUN_STATES: Mapping[str, RunStateRow] = total_map(
    RunState,
    {
        RunState.QUEUED: RunStateRow(badge=Badge("", "clock")),
        RunState.RUNNING: RunStateRow(badge=Badge("accent", "play")),
        RunState.PASSED: RunStateRow(
            badge=Badge("ok", "ready"),
            has_result=True,
            outcome=RunOutcome(
                verb="checks passed",
                text=_("The checks found no blockers. The review teams received the listing on {moment}."),
            ),
        ),
        RunState.BLOCKED: RunStateRow(
            badge=Badge("bad", "blocker"),
            has_result=True,
            outcome=RunOutcome(
                verb="checks failed",
                text=ngettext_lazy(
                    "The checks found {number} blocker. It is listed below and next to its field. Fix it, then submit "
                    "again.",
                    "The checks found {number} blockers. They are listed below and next to their fields. Fix them, "
                    "then submit again.",
                    "number",
                ),
                text_if_waived=_("All blockers that the checks found have been waived."),
            ),
        ),
        RunState.FAILED: RunStateRow(badge=Badge("bad", "blocker"), status=CHECKS_FAILED),
        RunState.INCOMPLETE: RunStateRow(badge=Badge("warn", "wrench"), has_result=True, status=CHECKS_INCOMPLETE),
        RunState.SUPERSEDED: RunStateRow(badge=Badge("", "clock")),
    },
)
