"""The badges of reviews and threads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from page_parts.badges import Badge, register_badges
from reviews.guards import REQUESTED
from reviews.models import ExceptionAnswer, ThreadState

register_badges(
    "review",
    {
        "open": Badge("", "todo", _("Not started")),
        "claimed": Badge("accent", "eye", _("In review")),
        "approved": Badge("ok", "ready", pgettext_lazy("review", "Approved")),
        "carried_over": Badge("ok", "ready", _("Approval kept")),
        "changes_requested": Badge("warn", "undo", _("Changes requested")),
        "closed": Badge("", "off", _("Closed")),
    },
)
register_badges(
    "exception",
    {
        REQUESTED: Badge("warn", "talk", pgettext_lazy("exception", "Requested")),
        ExceptionAnswer.GRANTED: Badge("ok", "ready"),
        ExceptionAnswer.DECLINED: Badge("bad", "blocker"),
    },
)
register_badges(
    "thread",
    {
        "blocking": Badge("bad", "blocker", _("Blocking")),
        "question": Badge("bad", "blocker", _("Question")),
        ThreadState.OPEN: Badge("warn", "talk"),
        ThreadState.ANSWERED: Badge("info", "talk"),
        ThreadState.RESOLVED: Badge("ok", "ready"),
        "changed": Badge("info", "diff", _("Changed")),
        "outdated": Badge("", "clock", _("Outdated")),
    },
)
