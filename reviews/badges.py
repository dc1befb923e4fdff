"""The badges of reviews and threads."""

from page_parts.badges import Badge, register_badges
from reviews.models import AppealState, CommentDisputeState, ExceptionState, QuestionState
from reviews.states import ReviewState, ShownThreadState

register_badges(
    "review",
    {
        ReviewState.OPEN: Badge("", "todo"),
        ReviewState.CLAIMED: Badge("accent", "eye"),
        ReviewState.APPROVED: Badge("ok", "ready"),
        ReviewState.CARRIED_OVER: Badge("ok", "ready"),
        ReviewState.CHANGES_REQUESTED: Badge("warn", "undo"),
        ReviewState.CLOSED: Badge("", "off"),
    },
)
register_badges(
    "oauth-exception",
    {
        ExceptionState.REQUESTED: Badge("warn", "talk"),
        ExceptionState.GRANTED: Badge("ok", "ready"),
        ExceptionState.DECLINED: Badge("bad", "blocker"),
        ExceptionState.WITHDRAWN: Badge("", "undo"),
        ExceptionState.EXPIRED: Badge("", "clock"),
    },
)
register_badges(
    "appeal",
    {
        AppealState.REQUESTED: Badge("warn", "clock"),
        AppealState.GRANTED: Badge("ok", "tick"),
        AppealState.DECLINED: Badge("bad", "off"),
        AppealState.WITHDRAWN: Badge("", "undo"),
    },
)
register_badges(
    "comment-dispute",
    {
        CommentDisputeState.REQUESTED: Badge("warn", "clock"),
        CommentDisputeState.GRANTED: Badge("ok", "tick"),
        CommentDisputeState.DECLINED: Badge("bad", "off"),
        CommentDisputeState.WITHDRAWN: Badge("", "undo"),
    },
)
register_badges(
    "question",
    {
        QuestionState.REQUESTED: Badge("warn", "clock"),
        QuestionState.ANSWERED: Badge("ok", "tick"),
        QuestionState.WITHDRAWN: Badge("", "undo"),
    },
)
register_badges(
    "thread",
    {
        ShownThreadState.BLOCKING: Badge("bad", "blocker"),
        ShownThreadState.QUESTION: Badge("bad", "blocker"),
        ShownThreadState.OPEN: Badge("warn", "talk"),
        ShownThreadState.ANSWERED: Badge("info", "talk"),
        ShownThreadState.RESOLVED: Badge("ok", "ready"),
        ShownThreadState.CHANGED: Badge("info", "diff"),
        ShownThreadState.OUTDATED: Badge("", "clock"),
    },
)
