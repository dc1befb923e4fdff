"""The badges of findings, check runs and checks."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from page_parts.badges import Badge, register_badges
from tilekit.checks.finding import Severity
from validation.models import DisputeState, RolloutMode, WaiverRequestState
from validation.run_states import RUN_STATES, RunState

_WARNING = Badge("warn", "warning", _("Warning"))
_ADVICE = Badge("info", "advice", _("Advice"))

register_badges(
    "severity",
    {
        Severity.BLOCKER: Badge("bad", "blocker", _("Blocker")),
        Severity.WARNING: _WARNING,
        Severity.ADVICE: _ADVICE,
        "internal": Badge("", "wrench", _("Problem on our side")),
        "missing": Badge("", "todo", _("To fill in")),
    },
)
register_badges("run", {state: RUN_STATES[state].badge for state in RunState})
register_badges(
    "mode",
    {
        RolloutMode.OBSERVE: Badge("info", "eye", pgettext_lazy("check", "Observe")),
        RolloutMode.WARN: Badge("warn", "warning", pgettext_lazy("check", "Warn")),
        RolloutMode.ENFORCE: Badge("", "lock", pgettext_lazy("check", "Enforce")),
    },
)
register_badges(
    "waiver",
    {
        WaiverRequestState.REQUESTED: Badge("warn", "clock"),
        WaiverRequestState.GRANTED: Badge("ok", "tick"),
        WaiverRequestState.DECLINED: Badge("bad", "off"),
        WaiverRequestState.WITHDRAWN: Badge("", "undo"),
        WaiverRequestState.ENDED: Badge("", "off"),
        WaiverRequestState.EXPIRED: Badge("", "clock"),
    },
)
register_badges(
    "finding-dispute",
    {
        DisputeState.REQUESTED: Badge("warn", "clock"),
        DisputeState.UPHELD: Badge("ok", "tick"),
        DisputeState.DECLINED: Badge("bad", "off"),
        DisputeState.WITHDRAWN: Badge("", "undo"),
    },
)
# The result of a check for a live listing.
register_badges(
    "live_finding",
    {
        "new": Badge("bad", "blocker", pgettext_lazy("check", "Newly failing")),
        "breaks": Badge("bad", "blocker", pgettext_lazy("check", "Failing")),
        "old": Badge("warn", "clock", pgettext_lazy("check", "Already failing in the previous release")),
        "warning": _WARNING,
        "advice": _ADVICE,
        "waived": Badge("", "tick", pgettext_lazy("check", "Waived")),
        "unchecked": Badge("warn", "warning", pgettext_lazy("check", "Couldn't be finished")),
    },
)
