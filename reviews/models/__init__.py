"""Reviews with decisions and threads, appeals, questions, OAuth exceptions, test accounts, viewed submissions."""

from reviews.models.appeals import Appeal, AppealState
from reviews.models.exceptions import ExceptionDecision, ExceptionRequest, ExceptionState
from reviews.models.product_accounts import EraseReason, ProductAccount
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
