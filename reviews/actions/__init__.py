"""The actions of this app, one module for each subject."""

from reviews.actions.claims import claim_review, hand_over_review, notify_overdue, release_review, take_over_review
from reviews.actions.decisions import approve_review, request_changes, retract_decision
from reviews.actions.exceptions import answer_exception
from reviews.actions.rejections import reject_revision, reopen_revision
from reviews.actions.threads import (
    NewThread,
    apply_suggestion,
    open_thread,
    record_view,
    reply_to_thread,
    resolve_thread,
)

__all__ = [
    "NewThread",
    "answer_exception",
    "apply_suggestion",
    "approve_review",
    "claim_review",
    "hand_over_review",
    "notify_overdue",
    "open_thread",
    "record_view",
    "reject_revision",
    "release_review",
    "reopen_revision",
    "reply_to_thread",
    "request_changes",
    "resolve_thread",
    "retract_decision",
    "take_over_review",
]
