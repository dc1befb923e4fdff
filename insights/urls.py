from django.urls import path

from insights import views

app_name = "insights"
_OF_ORGANISATION = "organisation/<slug:slug>/insights/"

urlpatterns = [
    path("insights/", views.index, name="insights"),
    path("insights/<slug:table>.csv", views.download, name="insights-csv"),
    path(_OF_ORGANISATION, views.organisation_index, name="organisation"),
    path(_OF_ORGANISATION + "<slug:table>.csv", views.organisation_download, name="organisation-csv"),
]
