"""Queries about reviews. Each function needs the same number of queries for 1 row and for 30."""

from reviews.queries.decisions import (
    active_claims,
    claims_on,
    current_submission,
    is_retractable,
    latest_decisions,
    live_documents,
    live_submission,
)
from reviews.queries.facts import case_of, review_facts, standings_of
from reviews.queries.rounds import TeamVerdict, verdicts_on
from reviews.queries.threads import feedback, unresolved_by_revision, visible_threads, with_comments
from reviews.queries.work import open_reviews, waiting_reviews

__all__ = [
    "TeamVerdict",
    "active_claims",
    "case_of",
    "claims_on",
    "current_submission",
    "feedback",
    "is_retractable",
    "latest_decisions",
    "live_documents",
    "live_submission",
    "open_reviews",
    "review_facts",
    "standings_of",
    "unresolved_by_revision",
    "verdicts_on",
    "visible_threads",
    "waiting_reviews",
    "with_comments",
]
