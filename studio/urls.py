from django.urls import path

from studio.views import files, fragments, save, step

app_name = "studio"
_LISTING = "listings/<uuid:listing_id>/"
_REVISION = _LISTING + "revisions/<int:number>/"

urlpatterns = [
    # The wizard.
    path(_LISTING + "steps/<slug:step>/", step.WorkingStepView.as_view(), name="step-working"),
    path(_REVISION + "preview/", fragments.PreviewView.as_view(), name="preview"),
    path(_REVISION + "sections/<slug:section>/save/", save.SaveView.as_view(), name="section-save"),
    path(_REVISION + "sections/<slug:section>/fields/", fragments.FieldsView.as_view(), name="section-fields"),
    path(_REVISION + "sections/<slug:section>/findings/", fragments.FindingsView.as_view(), name="section-findings"),
    path(_REVISION + "sections/<slug:section>/files/", files.UploadView.as_view(), name="section-upload"),
    path(_REVISION + "sections/<slug:section>/markdown/", fragments.MarkdownView.as_view(), name="section-markdown"),
    path(_REVISION + "tasks/<slug:step>/", fragments.TasksView.as_view(), name="tasks"),
    path(_REVISION + "<slug:step>/", step.StepView.as_view(), name="step"),
]
