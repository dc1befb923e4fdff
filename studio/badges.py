"""The badges of wizard steps, of log pipelines that run on samples, and of requests of a trial."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from page_parts.badges import Badge, register_badges
from tilekit.pipeline.notes import CompileNoteKind
from tilekit.pipeline.trace import StepOutcome

register_badges(
    "step",
    {
        "not_started": Badge("", "todo", _("not started")),
        "in_progress": Badge("accent", "half", _("in progress")),
        "needs_attention": Badge("bad", "blocker", _("needs attention")),
        "ready": Badge("ok", "ready", _("ready")),
        "not_applicable": Badge("", "na", _("not applicable")),
        "locked": Badge("", "lock", _("locked until all blockers are fixed")),
    },
)
register_badges(
    "sample",
    {
        "equal": Badge("ok", "tick", pgettext_lazy("sample", "As expected")),
        "different": Badge("warn", "diff", pgettext_lazy("sample", "Different")),
        "undeclared": Badge("", "todo", pgettext_lazy("sample", "No expected result")),
        "stopped": Badge("bad", "off", pgettext_lazy("sample", "Stopped early")),
    },
)
register_badges(
    "pipeline",
    {
        CompileNoteKind.REFUSED: Badge("bad", "blocker", pgettext_lazy("pipeline", "Rejected")),
        CompileNoteKind.UNSUPPORTED: Badge("warn", "off", pgettext_lazy("pipeline", "Can't run here")),
        CompileNoteKind.APPROXIMATED: Badge("info", "advice", pgettext_lazy("pipeline", "Approximate")),
        CompileNoteKind.SIMULATED: Badge("info", "advice", pgettext_lazy("pipeline", "Simulated")),
        CompileNoteKind.HINT: Badge("info", "advice", pgettext_lazy("pipeline", "Hint")),
    },
)
register_badges(
    "step_outcome",
    {
        StepOutcome.CHANGED: Badge("ok", "tick", pgettext_lazy("processor", "Changed")),
        StepOutcome.ENTERED: Badge("accent", "next", pgettext_lazy("processor", "Filter matches")),
        StepOutcome.IDLE: Badge("", "na", pgettext_lazy("processor", "Nothing to do")),
        StepOutcome.DISABLED: Badge("", "power", pgettext_lazy("processor", "Off")),
        StepOutcome.NOT_RUN: Badge("warn", "off", pgettext_lazy("processor", "Not run")),
        StepOutcome.STOPPED: Badge("bad", "off", pgettext_lazy("processor", "Stopped")),
    },
)
register_badges(
    "trial_request",
    {
        "accepted": Badge("ok", "tick", pgettext_lazy("trial", "Accepted")),
        "warned": Badge("warn", "warning", pgettext_lazy("trial", "Accepted with a problem")),
        "refused": Badge("bad", "blocker", pgettext_lazy("trial", "Refused")),
    },
)
