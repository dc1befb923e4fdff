"""How long absences are kept, and why the other tables about reviews stay."""

from django.utils.translation import gettext_lazy as _

from jobs.retention.registry import RetentionKind, SeparateRemoval, keep, remove_after, removed_by_job
from reviews.models import (
    Absence,
    Appeal,
    ChecklistTick,
    Claim,
    Comment,
    CommentDispute,
    CommentDraft,
    Decision,
    ExceptionDecision,
    ExceptionRequest,
    Incident,
    LaneResult,
    ProductAccount,
    Question,
    Review,
    SavedFilter,
    SectionRead,
    StaffNote,
    TeamCalendar,
    TeamTexts,
    Thread,
    ViewedSubmission,
)
from reviews.queries.product_accounts import expired_accounts
from reviews.tasks import TEST_ACCOUNTS_JOB

remove_after(
    RetentionKind(
        name="absences",
        label=_("Absences of reviewers that have ended"),
        setting="ABSENCE_DAYS",
        due=lambda before: Absence.objects.filter(last_day__lt=before.date()),
        since="last_day",
    )
)
removed_by_job(
    SeparateRemoval(
        label=_("Secrets of test accounts that were not changed"),
        job_kind=TEST_ACCOUNTS_JOB,
        setting="TEST_ACCOUNT_DAYS",
        due=expired_accounts,
        since="changed_at",
    )
)
keep(
    _("What was reviewed and decided stays as evidence, as long as the listing."),
    Appeal,
    ChecklistTick,
    Claim,
    Comment,
    CommentDispute,
    Decision,
    ExceptionDecision,
    ExceptionRequest,
    LaneResult,
    ProductAccount,
    Question,
    Review,
    StaffNote,
    Thread,
)
keep(
    _("What a reviewer has read or started, deleted with the listing or account."),
    CommentDraft,
    SectionRead,
    ViewedSubmission,
)
keep(
    _("Settings of teams and reviewers. Due dates of the past are computed from them."),
    Incident,
    SavedFilter,
    TeamCalendar,
    TeamTexts,
)
