"""Reviews, claims, decisions, threads, appeals, OAuth exceptions, and which submissions people have seen."""

from reviews.models.exceptions import ExceptionDecision, ExceptionRequest, ExceptionState
from reviews.models.reviews import (
    Appeal,
    AppealState,
    Claim,
    Comment,
    Decision,
    Rejection,
    Review,
    Thread,
    ThreadState,
    Verdict,
    ViewedSubmission,
    Visibility,
)
