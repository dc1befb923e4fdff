from django.urls import path

from operations import views

app_name = "operations"

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("organisation/<slug:slug>/audit/", views.organisation_audit, name="organisation-audit"),
]
