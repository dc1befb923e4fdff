"""The tone, icon and label of each state.

Templates use `{{ state|tone:"revision" }}`. No template or style sheet contains the name of a state.
A tone is `""` (neutral), `accent`, `bad`, `warn`, `info` or `ok`; colour is never used without icon and label.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from msgspec import Struct


class Tone(Struct, frozen=True):
    """tone is a style, icon a name in the sprite, label the text for people."""

    tone: str
    icon: str
    label: str | Promise


_REVISION = {
    "draft": Tone("", "half", _("Draft")),
    "submitted": Tone("accent", "play", _("Submitted")),
    "in_review": Tone("accent", "eye", _("In review")),
    "changes_requested": Tone("warn", "undo", _("Changes requested")),
    "approved": Tone("ok", "ready", _("Approved")),
    "in_sandbox": Tone("info", "box", _("Enabled in sandbox")),
    "signed_off": Tone("ok", "tick", _("Signed off")),
    "scheduled": Tone("info", "calendar", _("Scheduled")),
    "published": Tone("ok", "ship", _("Published")),
    "superseded": Tone("", "clock", _("Superseded")),
    "rejected": Tone("bad", "off", _("Rejected")),
    "archived": Tone("", "box", _("Archived")),
}
_AVAILABILITY = {
    "none": Tone("", "todo", _("Not in the catalogue")),
    "listed": Tone("ok", "ship", _("Listed")),
    "deprecated": Tone("warn", "clock", _("Deprecated")),
    "unpublished": Tone("", "off", _("Unpublished")),
}
_SEVERITY = {
    "blocker": Tone("bad", "blocker", _("Blocker")),
    "warning": Tone("warn", "warning", _("Warning")),
    "advice": Tone("info", "advice", _("Advice")),
    "internal": Tone("", "wrench", _("Problem on our side")),
    "missing": Tone("", "todo", _("To fill in")),
}
_SAMPLE = {
    "equal": Tone("ok", "tick", pgettext_lazy("sample", "As expected")),
    "different": Tone("warn", "diff", pgettext_lazy("sample", "Different")),
    "undeclared": Tone("", "todo", pgettext_lazy("sample", "No expected result")),
    "stopped": Tone("bad", "off", pgettext_lazy("sample", "Stopped early")),
}
_PIPELINE = {
    "refused": Tone("bad", "blocker", pgettext_lazy("pipeline", "Rejected")),
    "unsupported": Tone("warn", "off", pgettext_lazy("pipeline", "Can't run here")),
    "approximated": Tone("info", "advice", pgettext_lazy("pipeline", "Approximate")),
    "simulated": Tone("info", "advice", pgettext_lazy("pipeline", "Simulated")),
}
_STEP = {
    "not_started": Tone("", "todo", _("not started")),
    "in_progress": Tone("accent", "half", _("in progress")),
    "needs_attention": Tone("bad", "blocker", _("needs attention")),
    "ready": Tone("ok", "ready", _("ready")),
    "not_applicable": Tone("", "na", _("not applicable")),
    "locked": Tone("", "lock", _("locked until all blockers are fixed")),
}
_REVIEW = {
    "open": Tone("", "todo", _("Not started")),
    "claimed": Tone("accent", "eye", _("In review")),
    "approved": Tone("ok", "ready", pgettext_lazy("review", "Approved")),
    "kept": Tone("ok", "ready", _("Approval kept")),
    "changes_requested": Tone("warn", "undo", _("Changes requested")),
    "closed": Tone("", "off", _("Closed")),
}
_THREAD = {
    "blocking": Tone("bad", "blocker", _("Blocking")),
    "open": Tone("warn", "talk", pgettext_lazy("thread", "Open")),
    "answered": Tone("info", "talk", _("Answered")),
    "resolved": Tone("ok", "ready", _("Resolved")),
    "outdated": Tone("", "clock", _("Outdated")),
}
_RUN = {
    "queued": Tone("", "clock", _("Waiting to run")),
    "running": Tone("accent", "play", _("Running")),
    "passed": Tone("ok", "ready", _("Passed")),
    "blocked": Tone("bad", "blocker", _("Blockers found")),
    "superseded": Tone("", "clock", _("Replaced by a newer run")),
    "finished": Tone("ok", "ready", _("Finished")),
    "failed": Tone("bad", "blocker", _("Failed on our side")),
    "incomplete": Tone("warn", "wrench", _("Incomplete on our side")),
}
_SANDBOX = {
    "requested": Tone("warn", "clock", pgettext_lazy("sandbox", "Requested")),
    "granted": Tone("info", "tick", pgettext_lazy("sandbox", "Granted")),
    "declined": Tone("bad", "off", pgettext_lazy("sandbox", "Declined")),
    "active": Tone("ok", "ready", pgettext_lazy("sandbox", "Active")),
    "suspended": Tone("bad", "off", pgettext_lazy("sandbox", "Suspended")),
}
_TRANSFER = {
    "offered": Tone("warn", "clock", pgettext_lazy("transfer", "Waiting for an answer")),
    "accepted": Tone("ok", "tick", pgettext_lazy("transfer", "Accepted")),
    "declined": Tone("bad", "off", pgettext_lazy("transfer", "Declined")),
    "cancelled": Tone("", "undo", pgettext_lazy("transfer", "Cancelled")),
    "expired": Tone("", "clock", pgettext_lazy("transfer", "Expired")),
}
_ACTIVATION = {
    "on": Tone("ok", "ready", pgettext_lazy("tile", "Enabled")),
    "outdated": Tone("warn", "clock", pgettext_lazy("tile", "Enabled, older version")),
    "approved": Tone("accent", "todo", pgettext_lazy("tile", "Approved, not enabled yet")),
    "planned": Tone("info", "calendar", pgettext_lazy("tile", "Scheduled")),
    "off": Tone("", "off", pgettext_lazy("tile", "Not enabled")),
}
_WEBHOOK = {
    "active": Tone("ok", "ready", pgettext_lazy("webhook", "Active")),
    "failing": Tone("warn", "warning", pgettext_lazy("webhook", "Failing")),
    "paused": Tone("bad", "off", pgettext_lazy("webhook", "Paused")),
}
_DELIVERY = {
    "waiting": Tone("info", "clock", pgettext_lazy("delivery", "Waiting")),
    "delivered": Tone("ok", "tick", pgettext_lazy("delivery", "Delivered")),
    "given_up": Tone("bad", "off", pgettext_lazy("delivery", "Failed")),
}
_MODE = {
    "observe": Tone("info", "eye", pgettext_lazy("rule", "Observe")),
    "warn": Tone("warn", "warning", pgettext_lazy("rule", "Warn")),
    "enforce": Tone("", "lock", pgettext_lazy("rule", "Enforce")),
}
# The result of a check for a live listing.
_HIT = {
    "new": Tone("bad", "blocker", pgettext_lazy("rule", "Newly failing")),
    "breaks": Tone("bad", "blocker", pgettext_lazy("rule", "Failing")),
    "old": Tone("warn", "clock", pgettext_lazy("rule", "Already failing in the previous release")),
    "warning": _SEVERITY["warning"],
    "advice": _SEVERITY["advice"],
    "waived": Tone("", "tick", pgettext_lazy("rule", "Waived")),
    "unchecked": Tone("warn", "warning", pgettext_lazy("rule", "Couldn't be completed")),
}
_LEVEL = {
    "debug": Tone("", "wrench", _("Debug")),
    "info": Tone("info", "advice", pgettext_lazy("level", "Note")),
    "success": Tone("ok", "ready", pgettext_lazy("level", "Done")),
    "warning": Tone("warn", "warning", _("Warning")),
    "error": Tone("bad", "blocker", _("Problem")),
}

TONES: Mapping[str, Mapping[str, Tone]] = {
    "revision": _REVISION,
    "availability": _AVAILABILITY,
    "severity": _SEVERITY,
    "step": _STEP,
    "sample": _SAMPLE,
    "pipeline": _PIPELINE,
    "review": _REVIEW,
    "thread": _THREAD,
    "run": _RUN,
    "sandbox": _SANDBOX,
    "activation": _ACTIVATION,
    "transfer": _TRANSFER,
    "webhook": _WEBHOOK,
    "delivery": _DELIVERY,
    "mode": _MODE,
    "hit": _HIT,
    "level": _LEVEL,
}


def tone_of(family: str, state: str) -> Tone:
    """The tone of a state. An unknown family raises KeyError; an unknown state is neutral, labelled with its name."""
    return TONES[family].get(state) or Tone("", "dots", state.replace("_", " "))
