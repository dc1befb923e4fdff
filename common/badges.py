"""The tone, icon and label of each state.

Templates use `{{ state|tone:"revision" }}`. No template or style sheet contains the name of a state.
A tone is `""` (neutral), `accent`, `bad`, `warn`, `info` or `ok`; colour is never used without icon and label.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from msgspec import Struct


class Badge(Struct, frozen=True):
    """tone is a style, icon a name in the sprite, label the text for people."""

    tone: str
    icon: str
    label: str | Promise


_REVISION = {
    "draft": Badge("", "half", _("Draft")),
    "submitted": Badge("accent", "play", _("Submitted")),
    "in_review": Badge("accent", "eye", _("In review")),
    "changes_requested": Badge("warn", "undo", _("Changes requested")),
    "approved": Badge("ok", "ready", _("Approved")),
    "in_sandbox": Badge("info", "box", _("Enabled in sandbox")),
    "signed_off": Badge("ok", "tick", _("Signed off")),
    "scheduled": Badge("info", "calendar", _("Scheduled")),
    "published": Badge("ok", "ship", _("Published")),
    "superseded": Badge("", "clock", _("Superseded")),
    "rejected": Badge("bad", "off", _("Rejected")),
    "archived": Badge("", "box", _("Archived")),
}
_AVAILABILITY = {
    "none": Badge("", "todo", _("Not in the catalogue")),
    "listed": Badge("ok", "ship", _("Listed")),
    "deprecated": Badge("warn", "clock", _("Deprecated")),
    "unpublished": Badge("", "off", _("Unpublished")),
}
_SEVERITY = {
    "blocker": Badge("bad", "blocker", _("Blocker")),
    "warning": Badge("warn", "warning", _("Warning")),
    "advice": Badge("info", "advice", _("Advice")),
    "internal": Badge("", "wrench", _("Problem on our side")),
    "missing": Badge("", "todo", _("To fill in")),
}
_SAMPLE_RESULT = {
    "equal": Badge("ok", "tick", pgettext_lazy("sample", "As expected")),
    "different": Badge("warn", "diff", pgettext_lazy("sample", "Different")),
    "undeclared": Badge("", "todo", pgettext_lazy("sample", "No expected result")),
    "stopped": Badge("bad", "off", pgettext_lazy("sample", "Stopped early")),
}
_PIPELINE = {
    "refused": Badge("bad", "blocker", pgettext_lazy("pipeline", "Rejected")),
    "unsupported": Badge("warn", "off", pgettext_lazy("pipeline", "Can't run here")),
    "approximated": Badge("info", "advice", pgettext_lazy("pipeline", "Approximate")),
    "simulated": Badge("info", "advice", pgettext_lazy("pipeline", "Simulated")),
}
_STEP = {
    "not_started": Badge("", "todo", _("not started")),
    "in_progress": Badge("accent", "half", _("in progress")),
    "needs_attention": Badge("bad", "blocker", _("needs attention")),
    "ready": Badge("ok", "ready", _("ready")),
    "not_applicable": Badge("", "na", _("not applicable")),
    "locked": Badge("", "lock", _("locked until all blockers are fixed")),
}
_REVIEW = {
    "open": Badge("", "todo", _("Not started")),
    "claimed": Badge("accent", "eye", _("In review")),
    "approved": Badge("ok", "ready", pgettext_lazy("review", "Approved")),
    "kept": Badge("ok", "ready", _("Approval kept")),
    "changes_requested": Badge("warn", "undo", _("Changes requested")),
    "closed": Badge("", "off", _("Closed")),
}
_THREAD = {
    "blocking": Badge("bad", "blocker", _("Blocking")),
    "open": Badge("warn", "talk", pgettext_lazy("thread", "Open")),
    "answered": Badge("info", "talk", _("Answered")),
    "resolved": Badge("ok", "ready", _("Resolved")),
    "outdated": Badge("", "clock", _("Outdated")),
}
_RUN = {
    "queued": Badge("", "clock", _("Waiting to run")),
    "running": Badge("accent", "play", _("Running")),
    "passed": Badge("ok", "ready", _("Passed")),
    "blocked": Badge("bad", "blocker", _("Blockers found")),
    "superseded": Badge("", "clock", _("Replaced by a newer run")),
    "finished": Badge("ok", "ready", _("Finished")),
    "failed": Badge("bad", "blocker", _("Failed on our side")),
    "incomplete": Badge("warn", "wrench", _("Incomplete on our side")),
}
_SANDBOX = {
    "requested": Badge("warn", "clock", pgettext_lazy("sandbox", "Requested")),
    "granted": Badge("info", "tick", pgettext_lazy("sandbox", "Granted")),
    "declined": Badge("bad", "off", pgettext_lazy("sandbox", "Declined")),
    "active": Badge("ok", "ready", pgettext_lazy("sandbox", "Active")),
    "suspended": Badge("bad", "off", pgettext_lazy("sandbox", "Suspended")),
}
_TRANSFER = {
    "offered": Badge("warn", "clock", pgettext_lazy("transfer", "Waiting for an answer")),
    "accepted": Badge("ok", "tick", pgettext_lazy("transfer", "Accepted")),
    "declined": Badge("bad", "off", pgettext_lazy("transfer", "Declined")),
    "cancelled": Badge("", "undo", pgettext_lazy("transfer", "Cancelled")),
    "expired": Badge("", "clock", pgettext_lazy("transfer", "Expired")),
}
_ACTIVATION = {
    "on": Badge("ok", "ready", pgettext_lazy("tile", "Enabled")),
    "outdated": Badge("warn", "clock", pgettext_lazy("tile", "Enabled, older version")),
    "approved": Badge("accent", "todo", pgettext_lazy("tile", "Approved, not enabled yet")),
    "planned": Badge("info", "calendar", pgettext_lazy("tile", "Scheduled")),
    "off": Badge("", "off", pgettext_lazy("tile", "Not enabled")),
}
_WEBHOOK = {
    "active": Badge("ok", "ready", pgettext_lazy("webhook", "Active")),
    "failing": Badge("warn", "warning", pgettext_lazy("webhook", "Failing")),
    "paused": Badge("bad", "off", pgettext_lazy("webhook", "Paused")),
}
_DELIVERY = {
    "waiting": Badge("info", "clock", pgettext_lazy("delivery", "Waiting")),
    "delivered": Badge("ok", "tick", pgettext_lazy("delivery", "Delivered")),
    "given_up": Badge("bad", "off", pgettext_lazy("delivery", "Failed")),
}
_CHECK_MODE = {
    "observe": Badge("info", "eye", pgettext_lazy("check", "Observe")),
    "warn": Badge("warn", "warning", pgettext_lazy("check", "Warn")),
    "enforce": Badge("", "lock", pgettext_lazy("check", "Enforce")),
}
# The result of a check for a live listing.
_CHECK_RESULT = {
    "new": Badge("bad", "blocker", pgettext_lazy("check", "Newly failing")),
    "breaks": Badge("bad", "blocker", pgettext_lazy("check", "Failing")),
    "old": Badge("warn", "clock", pgettext_lazy("check", "Already failing in the previous release")),
    "warning": _SEVERITY["warning"],
    "advice": _SEVERITY["advice"],
    "waived": Badge("", "tick", pgettext_lazy("check", "Waived")),
    "unchecked": Badge("warn", "warning", pgettext_lazy("check", "Couldn't be finished")),
}
_LEVEL = {
    "debug": Badge("", "wrench", _("Debug")),
    "info": Badge("info", "advice", pgettext_lazy("level", "Note")),
    "success": Badge("ok", "ready", pgettext_lazy("level", "Done")),
    "warning": Badge("warn", "warning", _("Warning")),
    "error": Badge("bad", "blocker", _("Problem")),
}

BADGES: Mapping[str, Mapping[str, Badge]] = {
    "revision": _REVISION,
    "availability": _AVAILABILITY,
    "severity": _SEVERITY,
    "step": _STEP,
    "sample": _SAMPLE_RESULT,
    "pipeline": _PIPELINE,
    "review": _REVIEW,
    "thread": _THREAD,
    "run": _RUN,
    "sandbox": _SANDBOX,
    "activation": _ACTIVATION,
    "transfer": _TRANSFER,
    "webhook": _WEBHOOK,
    "delivery": _DELIVERY,
    "mode": _CHECK_MODE,
    "live_finding": _CHECK_RESULT,
    "level": _LEVEL,
}


def badge_of(family: str, state: str) -> Badge:
    """The tone of a state. An unknown family raises KeyError; an unknown state is neutral, labelled with its name."""
    return BADGES[family].get(state) or Badge("", "dots", state.replace("_", " "))
