from django.urls import path

from api.guide.views import start
from api.reference import views

app_name = "api"
urlpatterns = [
    path("developers/", start, name="start"),
    path("developers/api/", views.index, name="reference-list"),
    path("developers/api/<slug:word>/", views.surface, name="reference"),
]
