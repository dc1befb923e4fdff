from django.urls import path

from api.changelog import views as changelog
from api.guide import views as guide
from api.reference import views

app_name = "api"
urlpatterns = [
    path("developers/", guide.start, name="start"),
    path("developers/tilekit/", guide.command, name="command"),
    path("developers/tilekit/<slug:extra>.txt", guide.requirements, name="command-requirements"),
    path("developers/tilekit/<slug:digest>/<str:file>", guide.wheel, name="command-wheel"),
    path("developers/api/", views.index, name="reference-list"),
    path("developers/api/changelog/", changelog.changelog, name="changelog"),
    path("developers/api/deprecation/", changelog.deprecation, name="deprecation"),
    path("developers/api/fields/", views.fields, name="fields"),
    path("developers/api/events/", views.events, name="events"),
    path("developers/api/<slug:word>/", views.surface, name="reference"),
]
