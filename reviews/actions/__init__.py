"""The actions of this app, one module for each subject."""

from reviews.actions.absences import add_absence, release_absent_claim, release_leavers_claim, remove_absence
from reviews.actions.calendars import restore_calendar, save_calendar
from reviews.actions.checklists import tick_items
from reviews.actions.claims import assign_review, claim_review, hand_over_review, release_review, take_over_review
from reviews.actions.decisions import approve_review, request_changes, retract_decision
from reviews.actions.drafts import add_drafts, add_reply_draft, change_draft, delete_draft
from reviews.actions.incidents import end_incident, start_incident
from reviews.actions.presence import record_view
from reviews.actions.product_accounts import (
    add_account,
    erase_unneeded_account,
    expire_account,
    remove_account,
    replace_account,
    view_account,
)
from reviews.actions.reading import add_staff_note, delete_staff_note, edit_staff_note, mark_section_read
from reviews.actions.reminders import escalate_review, notify_overdue, remind_of_due_date, warn_of_account_expiry
from reviews.actions.saved_filters import change_filter, delete_filter, save_filter, take_over_filter
from reviews.actions.sent_drafts import send_draft
from reviews.actions.suggestions import apply_suggestion, decline_suggestion
from reviews.actions.team_texts import restore_team_texts, save_team_texts
from reviews.actions.threads import (
    NewThread,
    block_thread,
    open_thread,
    reopen_thread,
    reply_to_thread,
    resolve_thread,
)
from reviews.sealed_accounts import AccountSecrets
