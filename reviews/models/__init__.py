"""Reviews, threads, drafts of comments, requests, test accounts, texts, calendars and filters of teams, fast lane."""

from reviews.models.absences import Absence
from reviews.models.appeals import APPEAL_OPEN, Appeal, AppealState
from reviews.models.calendars import INCIDENT_REASON_LENGTH, Incident, TeamCalendar
from reviews.models.comment_disputes import COMMENT_DISPUTE_OPEN, CommentDispute, CommentDisputeState
from reviews.models.comment_drafts import CommentDraft
from reviews.models.exceptions import EXCEPTION_OPEN, ExceptionDecision, ExceptionRequest, ExceptionState
from reviews.models.fast_lane import LaneExclusion, LaneResult
from reviews.models.product_accounts import ACCOUNT_SECRETS, EraseReason, ProductAccount
from reviews.models.questions import QUESTION_OPEN, Question, QuestionState
from reviews.models.queue_filters import FILTER_NAME_LENGTH, SavedFilter
from reviews.models.reading import NOTE_LENGTH, SectionRead, StaffNote
from reviews.models.reviews import Claim, Decision, Review, Verdict, ViewedSubmission
from reviews.models.team_texts import ITEM_KEY_LENGTH, ChecklistTick, TeamTexts, TextsKind
from reviews.models.threads import (
    Comment,
    CommentPriority,
    Rejection,
    SuggestionOutcome,
    Thread,
    ThreadState,
    Visibility,
)
