from django.urls import path

from guides import views

app_name = "guides"
urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("guides/", views.index, name="guide-list"),
    path("guides/samples/<slug:sample>.zip", views.sample, name="sample"),
    path("guides/samples/<slug:sample>/<path:path>", views.sample_picture, name="sample-picture"),
    path("guides/<slug:slug>/", views.detail, name="guide"),
]
