from django.urls import path

from sandboxes.views import orgs, requests, tile

app_name = "sandboxes"
_ORG = "sandboxes/orgs/<uuid:org_id>/"
_REQUEST = "sandboxes/requests/<uuid:request_id>/"
_TILE = "sandboxes/tiles/<uuid:activation_id>/"

urlpatterns = [
    path("sandboxes/", requests.index, name="sandbox-list"),
    path("sandboxes/requests/", requests.send, name="request-send"),
    path(_REQUEST, requests.detail, name="request-detail"),
    path(_REQUEST + "grant/", requests.grant, name="request-grant"),
    path(_REQUEST + "decline/", requests.decline, name="request-decline"),
    path("sandboxes/orgs/", orgs.index, name="org-list"),
    path(_ORG, orgs.detail, name="org-detail"),
    path(_ORG + "suspend/", orgs.suspend, name="org-suspend"),
    path(_ORG + "reactivate/", orgs.reactivate, name="org-reactivate"),
    path(_ORG + "automatic/", orgs.automatic, name="org-automatic"),
    path(_ORG + "tiles/<uuid:submission_id>/on/", orgs.switch_on, name="tile-switch-on"),
    path(_ORG + "tiles/<uuid:submission_id>/off/", orgs.switch_off, name="tile-switch-off"),
    path(_TILE, tile.detail, name="tile"),
    path(_TILE + "look/", tile.look, name="tile-look"),
    path(_TILE + "checks/", tile.checks, name="tile-checks"),
    path(_TILE + "install/", tile.install, name="tile-install"),
    path(_TILE + "uninstall/", tile.uninstall, name="tile-uninstall"),
    path(_TILE + "problem/", tile.problem, name="tile-problem"),
    path(_TILE + "sign-off/", tile.sign_off, name="tile-sign-off"),
    path(_TILE + "ask-for-changes/", tile.ask_for_changes, name="tile-ask-for-changes"),
]
