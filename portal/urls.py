"""All URL patterns. Each app declares its full paths in its `urls` module."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from accounts.sign_in_events import run_in_transactions
from accounts.views.passkeys import RemovePasskeyView
from accounts.views.passwords import set_password
from accounts.views.sessions import session_list
from api.surfaces import call_patterns
from portal import health

handler400 = "common.error_pages.bad_request_page"
handler500 = "common.error_pages.server_error_page"
urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]
urlpatterns += [
    path("", include(import_module(f"{app}.urls")))
    for app in settings.SLIPWAY_APPS
    if app != "portal" and find_spec(f"{app}.urls")
]
urlpatterns.append(path("", include(call_patterns())))
# After our own pages, so that they can replace allauth's, as these do.
_PASSWORD_SET = path("set/", set_password, name="account_set_password")
urlpatterns.append(path("accounts/password/", include([_PASSWORD_SET])))
_SESSIONS = path("", session_list, name="usersessions_list")
urlpatterns.append(path("accounts/sessions/", include([_SESSIONS])))
_PASSKEY_REMOVAL = path("<int:pk>/remove/", RemovePasskeyView.as_view(), name="mfa_remove_webauthn")
urlpatterns.append(path("accounts/2fa/webauthn/keys/", include([_PASSKEY_REMOVAL])))
urlpatterns.append(path("accounts/", include("allauth.urls")))
run_in_transactions(urlpatterns)
