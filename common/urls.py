from django.conf import settings
from django.urls import path

from common import csp_reports, palette_views, views

app_name = "common"
urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("csp-reports/", csp_reports.receive, name="csp-report"),
    path("search/", palette_views.search, name="search"),
    path("search/results/", palette_views.results, name="search-results"),
    path("preferences/theme/", views.set_theme, name="theme-set"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))
