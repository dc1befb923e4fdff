from django.urls import path

from operations import views
from operations.deletion.views import delete
from operations.erasure.views import erase_secret, secret_erasure
from operations.maintenance.views import end, maintenance
from operations.metrics import views as metrics_views
from operations.policies import file_views
from operations.policies import views as policy_views
from operations.retention.views import retention
from operations.system import views as system_views
from operations.view_as import views as view_as

app_name = "operations"

urlpatterns = [
    path("maintenance/", maintenance, name="maintenance"),
    path("maintenance/end/", end, name="maintenance-end"),
    path("organisation/<slug:slug>/delete/", delete, name="organisation-delete"),
    path("settings/", policy_views.setting_list, name="setting-list"),
    path("settings/file/", file_views.setting_file, name="setting-file"),
    path("settings/file/export/", file_views.export, name="setting-export"),
    path("settings/<slug:setting>/", policy_views.setting_detail, name="setting-detail"),
    path("settings/<slug:setting>/versions/<int:number>/restore/", policy_views.restore, name="setting-restore"),
    path("erase-secret/", erase_secret, name="erase-secret"),
    path("erase-secret/<uuid:erasure_id>/", secret_erasure, name="secret-erasure"),
    path("retention/", retention, name="retention"),
    path("view-as/end/", view_as.end, name="view-as-end"),
    path("view-as/<uuid:person_id>/", view_as.view_as, name="view-as"),
    path("metrics", metrics_views.metrics, name="metrics"),
    path("system/", system_views.system, name="system"),
    path("audit/", views.audit, name="audit"),
    path("audit/exports/", views.export, name="audit-export"),
    path("audit/exports/<uuid:export_id>/", views.download, name="audit-export-download"),
    path("organisation/<slug:slug>/audit/", views.organisation_audit, name="organisation-audit"),
    path("organisation/<slug:slug>/audit/exports/", views.organisation_export, name="organisation-audit-export"),
]
