from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("catalogue/", views.index, name="catalogue"),
    path("catalogue/<slug:slug>/", views.detail, name="tile-detail"),
]
