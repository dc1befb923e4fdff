from django.urls import path

from studio.home import views as home
from studio.listing.views import create, defaults, duplicate, imports, listing, notifications, product_accounts
from studio.listing.views import uploads as listing_uploads
from studio.oauth import views as oauth
from studio.pipelines import views as pipeline
from studio.wizard.views import (
    assignments,
    crop,
    file_lines,
    findings,
    fixes,
    fragments,
    history,
    metrics,
    metrics_paste,
    metrics_rows,
    preview,
    save,
    set_aside,
    step,
    submit,
    uploads,
)

app_name = "studio"
_LISTING = "listings/<uuid:listing_id>/"
_REVISION = _LISTING + "revisions/<int:number>/"
_ACCOUNT = _REVISION + "test-accounts/<uuid:account_id>/"

urlpatterns = [
    path("", home.home_page, name="home"),
    path("organisation/<slug:slug>/defaults/", defaults.DefaultsView.as_view(), name="listing-defaults"),
    path("listings/", listing.ListingsView.as_view(), name="listing-list"),
    path("listings/new/", create.NewListingView.as_view(), name="listing-new"),
    path("listings/new/requirements/", create.RequirementsView.as_view(), name="listing-requirements"),
    path("listings/import/", listing_uploads.NewListingUploadView.as_view(), name="listing-import"),
    path("imports/<uuid:import_id>/", imports.ImportPageView.as_view(), name="import"),
    path("imports/<uuid:import_id>/progress/", imports.ImportProgressView.as_view(), name="import-progress"),
    path(_LISTING, listing.ListingHomeView.as_view(), name="listing-home"),
    path(_LISTING + "compare/", listing.CompareView.as_view(), name="compare"),
    path(_LISTING + "duplicate/", duplicate.DuplicateView.as_view(), name="listing-duplicate"),
    path(_LISTING + "notifications/", notifications.ListingTimingView.as_view(), name="listing-notifications"),
    path(_LISTING + "continue/", listing.ContinueView.as_view(), name="listing-continue"),
    path(_LISTING + "act/<slug:verb>/", listing.ListingActionView.as_view(), name="listing-act"),
    path(_LISTING + "threads/", listing.OpenThreadView.as_view(), name="thread-open"),
    path(_LISTING + "threads/<uuid:thread_id>/answer/", listing.PartnerReplyView.as_view(), name="thread-reply"),
    path(_LISTING + "threads/<uuid:thread_id>/reopen/", listing.PartnerReopenView.as_view(), name="thread-reopen"),
    path(_LISTING + "oauth-trial/", oauth.OAuthTrialView.as_view(), name="oauth-trial"),
    path(_LISTING + "oauth-trial/secret/", oauth.OAuthSecretView.as_view(), name="oauth-secret"),
    path(_LISTING + "submissions/<uuid:submission_id>/", listing.SubmissionView.as_view(), name="submission"),
    path(_REVISION + "import/", listing_uploads.DraftUploadView.as_view(), name="revision-import"),
    path(_REVISION + "export/", listing.RevisionZipView.as_view(), name="revision-export"),
    path(_REVISION + "print/", listing.PrintView.as_view(), name="print"),
    path(_REVISION + "test-accounts/", product_accounts.AccountListView.as_view(), name="test-accounts"),
    path(_ACCOUNT, product_accounts.ReplaceAccountView.as_view(), name="test-account-replace"),
    path(_ACCOUNT + "remove/", product_accounts.RemoveAccountView.as_view(), name="test-account-remove"),
    # The wizard.
    path(_LISTING + "steps/<slug:step>/", step.WorkingStepView.as_view(), name="step-working"),
    path(_REVISION + "metrics/", metrics.MetricsView.as_view(), name="metrics"),
    path(_REVISION + "metrics/rows/", metrics_rows.MetricsRowsView.as_view(), name="metrics-rows"),
    path(_REVISION + "metrics/row/", metrics_rows.MetricsRowView.as_view(), name="metrics-row"),
    path(_REVISION + "metrics/paste/", metrics_paste.MetricsPasteView.as_view(), name="metrics-paste"),
    path(_REVISION + "pipeline/", pipeline.PipelineView.as_view(), name="pipeline"),
    path(_REVISION + "pipeline/save/", pipeline.PipelineSaveView.as_view(), name="pipeline-save"),
    path(_REVISION + "lines/", file_lines.LinesView.as_view(), name="lines"),
    path(_REVISION + "names/", fragments.NameView.as_view(), name="name"),
    path(_REVISION + "preview/", preview.PreviewView.as_view(), name="preview"),
    path(_REVISION + "preview/frame/", preview.PreviewFrameView.as_view(), name="preview-frame"),
    path(_REVISION + "fixes/", fixes.FixView.as_view(), name="fix"),
    path(_REVISION + "fixes/<uuid:applied_fix_id>/undo/", fixes.UndoFixView.as_view(), name="fix-undo"),
    path(_REVISION + "crop/", crop.CropView.as_view(), name="crop"),
    path(_REVISION + "set-aside/", set_aside.SetAsideView.as_view(), name="set-aside"),
    path(_REVISION + "progress/", submit.ProgressView.as_view(), name="progress"),
    path(_REVISION + "check/", submit.CheckView.as_view(), name="check"),
    path(_REVISION + "submit/", submit.SubmitView.as_view(), name="submit"),
    path(_REVISION + "sections/<slug:section>/save/", save.SaveView.as_view(), name="section-save"),
    path(_REVISION + "sections/<slug:section>/fields/", fragments.FieldsView.as_view(), name="section-fields"),
    path(_REVISION + "sections/<slug:section>/history/", history.HistoryView.as_view(), name="section-history"),
    path(_REVISION + "sections/<slug:section>/files/", uploads.UploadView.as_view(), name="section-upload"),
    path(_REVISION + "sections/<slug:section>/markdown/", fragments.MarkdownView.as_view(), name="section-markdown"),
    path(_REVISION + "presence/<slug:step>/", fragments.PresenceView.as_view(), name="presence"),
    path(_REVISION + "findings/<slug:step>/", findings.FindingsView.as_view(), name="findings"),
    path(_REVISION + "<slug:step>/assign/", assignments.AssignStepView.as_view(), name="step-assign"),
    path(_REVISION + "<slug:step>/", step.StepView.as_view(), name="step"),
]
