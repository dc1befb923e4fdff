"""What is read about listings."""

from listings.queries.visible import (
    current_submission,
    latest_submissions,
    open_revision,
    submission_for,
    visible_listings,
    visible_revisions,
    visible_submissions,
)

__all__ = [
    "current_submission",
    "latest_submissions",
    "open_revision",
    "submission_for",
    "visible_listings",
    "visible_revisions",
    "visible_submissions",
]
