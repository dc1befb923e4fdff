"""The actions of this app, one module for each subject."""

from reviews.actions.claims import claim_review, hand_over_review, notify_overdue, release_review, take_over_review
from reviews.actions.decisions import approve_review, request_changes, retract_decision
from reviews.actions.threads import (
    NewThread,
    apply_suggestion,
    open_thread,
    record_view,
    reply_to_thread,
    resolve_thread,
)
