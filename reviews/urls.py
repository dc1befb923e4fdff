from django.urls import path

from reviews.page.exceptions import EXCEPTION_PAGES
from reviews.views import (
    absences,
    appeals,
    bulk_claims,
    calendars,
    checklists,
    claims,
    comment_disputes,
    decisions,
    downloads,
    drafts,
    fast_lane,
    finding_drafts,
    findings,
    product_accounts,
    questions,
    queue,
    reading,
    requests,
    review,
    saved_filters,
    suggestions,
    team_texts,
    threads,
)
from reviews.views.comment_disputes import COMMENT_DISPUTE_PAGES

app_name = "reviews"
_REVIEW = "reviews/<uuid:review_id>/"
_DRAFT = "drafts/<uuid:draft_id>/"
_TEAM_TEXTS = "queue/<slug:team>/<slug:kind>/"
_CALENDAR = "queue/<slug:team>/calendar/"
_THREAD = "threads/<uuid:thread_id>/"

urlpatterns = [
    path("queue/", queue.QueueView.as_view(), name="queue"),
    path("queue/requests/", requests.index, name="requests"),
    path("queue/fast-lane/", fast_lane.FastLaneView.as_view(), name="fast-lane"),
    path("queue/absences/", absences.AbsencesView.as_view(), name="absences"),
    path("queue/absences/<uuid:absence_id>/remove/", absences.AbsenceRemoveView.as_view(), name="absence-remove"),
    path("queue/incidents/", calendars.IncidentsView.as_view(), name="incidents"),
    path("queue/incidents/<uuid:incident_id>/end/", calendars.IncidentEndView.as_view(), name="incident-end"),
    path(_CALENDAR, calendars.CalendarView.as_view(), name="calendar-edit"),
    path(
        _CALENDAR + "versions/<int:number>/restore/", calendars.CalendarRestoreView.as_view(), name="calendar-restore"
    ),
    path("queue/claims/", bulk_claims.BulkClaimsView.as_view(), name="claims-change"),
    path("queue/filters/", saved_filters.SavedFiltersView.as_view(), name="filter-list"),
    path("queue/filters/<uuid:filter_id>/", saved_filters.SavedFilterView.as_view(), name="filter-change"),
    path("queue/filters/<uuid:filter_id>/delete/", saved_filters.DeleteFilterView.as_view(), name="filter-delete"),
    path(
        "queue/filters/<uuid:filter_id>/take-over/", saved_filters.TakeOverFilterView.as_view(), name="filter-take-over"
    ),
    path(_TEAM_TEXTS, team_texts.TextsEditView.as_view(), name="texts-edit"),
    path(_TEAM_TEXTS + "versions/", team_texts.TextsHistoryView.as_view(), name="texts-history"),
    path(_TEAM_TEXTS + "versions/<int:number>/restore/", team_texts.TextsRestoreView.as_view(), name="texts-restore"),
    path(_REVIEW, review.ReviewPageView.as_view(), name="review"),
    path(_REVIEW + "see/", review.SubmissionViewedView.as_view(), name="review-see"),
    path(_REVIEW + "presence/", reading.ReviewPresenceView.as_view(), name="review-presence"),
    path(_REVIEW + "read/", reading.MarkReadView.as_view(), name="section-read"),
    path(_REVIEW + "notes/", reading.NotesView.as_view(), name="note-add"),
    path(_REVIEW + "notes/<uuid:note_id>/", reading.EditNoteView.as_view(), name="note-edit"),
    path(_REVIEW + "notes/<uuid:note_id>/delete/", reading.DeleteNoteView.as_view(), name="note-delete"),
    path(_REVIEW + "claim/", claims.ClaimView.as_view(), name="review-claim"),
    path(_REVIEW + "release/", claims.ReleaseView.as_view(), name="review-release"),
    path(_REVIEW + "hand-over/", claims.HandOverView.as_view(), name="review-hand-over"),
    path(_REVIEW + "take-over/", claims.TakeOverView.as_view(), name="review-take-over"),
    path(_REVIEW + "accounts/<uuid:account_id>/", product_accounts.ShowAccountView.as_view(), name="account-show"),
    path(_REVIEW + "decide/", decisions.DecideView.as_view(), name="review-decide"),
    path(_REVIEW + "act/<slug:verb>/", decisions.ReviewActionView.as_view(), name="review-act"),
    path(_REVIEW + "checklist/", checklists.ChecklistView.as_view(), name="checklist-tick"),
    path(_REVIEW + "canned-reply/", threads.CannedReplyView.as_view(), name="canned-reply"),
    path(_REVIEW + "drafts/", finding_drafts.FindingDraftsView.as_view(), name="finding-drafts"),
    path(_REVIEW + _DRAFT, drafts.DraftView.as_view(), name="draft-change"),
    path(_REVIEW + _DRAFT + "send/", drafts.SendDraftView.as_view(), name="draft-send"),
    path(_REVIEW + _DRAFT + "delete/", drafts.DeleteDraftView.as_view(), name="draft-delete"),
    path(_REVIEW + "threads/", threads.NewThreadView.as_view(), name="thread-open"),
    path(_REVIEW + _THREAD + "answer/", threads.ReviewReplyView.as_view(), name="thread-reply"),
    path(_REVIEW + "waivers/", findings.WaiveView.as_view(), name="finding-waive"),
    appeals.APPEAL_PAGES.form_path("revisions/<uuid:revision_id>/appeal/", name="appeal-request"),
    *appeals.APPEAL_PAGES.paths("appeals/<uuid:appeal_id>/", detail="appeal"),
    comment_disputes.COMMENT_DISPUTE_PAGES.form_path(_THREAD + "dispute/", name="comment-dispute-request"),
    *COMMENT_DISPUTE_PAGES.paths("comment-disputes/<uuid:comment_dispute_id>/", detail="comment-dispute"),
    questions.QUESTION_PAGES.form_path("listings/<uuid:listing_id>/question/", name="question-request"),
    *questions.QUESTION_PAGES.paths("questions/<uuid:question_id>/", detail="question"),
    path("decisions/<uuid:decision_id>/retract/", decisions.RetractView.as_view(), name="decision-retract"),
    EXCEPTION_PAGES.form_path("listings/<uuid:listing_id>/oauth-exception/", name="exception-request"),
    *EXCEPTION_PAGES.paths("oauth-exceptions/<uuid:request_id>/", detail="exception"),
    path(_THREAD + "resolve/", threads.ResolveView.as_view(), name="thread-resolve"),
    path(_THREAD + "reopen/", threads.ReopenView.as_view(), name="thread-reopen"),
    path(_THREAD + "block/", threads.BlockView.as_view(), name="thread-block"),
    path(_THREAD + "apply-suggestion/", suggestions.ApplySuggestionView.as_view(), name="thread-apply-suggestion"),
    path(
        _THREAD + "decline-suggestion/", suggestions.DeclineSuggestionView.as_view(), name="thread-decline-suggestion"
    ),
    path(_THREAD + "suggestion/", suggestions.CompareSuggestionView.as_view(), name="thread-suggestion"),
    path(
        "listings/<uuid:listing_id>/suggestions/",
        suggestions.ApplySuggestionsView.as_view(),
        name="suggestions-apply",
    ),
    path(
        "submissions/<uuid:submission_id>/folder/",
        downloads.SubmissionDownloadView.as_view(),
        name="submission-download",
    ),
]
