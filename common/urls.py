from django.conf import settings
from django.urls import path
from django.views.i18n import set_language

from common import views

app_name = "common"
urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("preferences/theme/", views.set_theme, name="theme-set"),
    path("preferences/language/", set_language, name="language-set"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))
