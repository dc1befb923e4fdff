"""The endpoints of the sandbox authorisation server, with the paths that the platform has below its own addresses."""

from django.urls import path

from trials.addresses import TRIALS_PATH
from trials.views import authorization, calls, tokens, unknown_addresses

app_name = "trials"
_SERVER = f"{TRIALS_PATH.lstrip('/')}/<uuid:client_id>/<slug:region>/"

urlpatterns = [
    path(_SERVER + "oauth2/v1/authorize", authorization.AuthorizeView.as_view(), name="authorize"),
    path(_SERVER + "oauth2/v1/token", tokens.token, name="token"),
    path(_SERVER + "oauth2/v1/revoke", tokens.revoke, name="revoke"),
    path(_SERVER + "api/v2/scopes/<slug:scope>", calls.call, name="call"),
    path(_SERVER + "<path:rest>", unknown_addresses.unknown_address, name="unknown-address"),
]
