"""Queries about reviews. The number of database queries never depends on the number of rows."""

from reviews.queries.partner_questions import PartnerQuestion, internal_questions, partner_questions
from reviews.queries.review_facts import decision_facts, review_facts, review_states
from reviews.queries.threads import (
    OpenQuestions,
    answered_threads,
    feedback,
    open_questions,
    return_notes,
    unresolved_by_revision,
    visible_threads,
    with_comments,
)
from reviews.queries.verdicts import (
    TeamVerdict,
    active_claims,
    is_retractable,
    latest_decisions,
    live_documents,
    live_submission,
    next_due_dates,
    standing_approvals,
    verdicts_on,
)
from reviews.queries.workload import reviews_decided_by, reviews_of_listing, team_loads, visible_open_reviews
