"""Reviews, claims, decisions, threads, appeals, questions, OAuth exceptions, and which submissions people have seen."""

from reviews.models.appeals import Appeal, AppealState
from reviews.models.exceptions import ExceptionDecision, ExceptionRequest, ExceptionState
from reviews.models.questions import Question, QuestionState
from reviews.models.reviews import (
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
