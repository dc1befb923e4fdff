"""Queries about listings."""

from listings.content.identities import identities_of, is_taken, taken_by_others
from listings.queries.attestations import open_attestations
from listings.queries.durations import durations_of
from listings.queries.history import change_between, change_since_live, renames_of, section_history, submissions_of
from listings.queries.inbox import listings_to_act_on, needed_agreements_of
from listings.queries.logos import logos_of
from listings.queries.status import likely_duration, status_of
from listings.queries.submissions import (
    NewestSubmission,
    SubmissionResult,
    all_submissions_of,
    effective_submissions,
    newest_submissions,
    submission_result,
)
from listings.visible import (
    current_submission,
    in_state,
    in_visible_listing,
    is_file_visible,
    is_readable,
    is_visible,
    latest_submission,
    latest_submissions,
    open_revision,
    readable_revisions,
    submission_for,
    visible_listings,
    visible_revisions,
    visible_submissions,
    with_identifier,
    working_first,
    working_revisions,
)
