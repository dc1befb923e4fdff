from django.urls import path

from api import views

app_name = "api"
urlpatterns = [
    path("developers/", views.start, name="start"),
    path("developers/tilekit/", views.command, name="command"),
    path("developers/tilekit/<slug:extra>.txt", views.requirements, name="command-requirements"),
    path("developers/tilekit/<slug:digest>/<str:file>", views.wheel, name="command-wheel"),
    path("developers/api/", views.index, name="reference-list"),
    path("developers/api/changelog/", views.changelog, name="changelog"),
    path("developers/api/deprecation/", views.deprecation, name="deprecation"),
    path("developers/api/fields/", views.fields, name="fields"),
    path("developers/api/events/", views.events, name="events"),
    path("developers/api/<slug:word>/", views.surface, name="reference"),
]
