from django.urls import path

from sandboxes.lifecycles.tiles import DISABLE, ENABLE
from sandboxes.page.requests import SANDBOX_PAGES
from sandboxes.views import orgs, requests, tile

app_name = "sandboxes"
_ORG = "sandboxes/orgs/<uuid:org_id>/"
_REQUEST = "sandboxes/requests/<uuid:request_id>/"
_TILE = "sandboxes/tiles/<uuid:activation_id>/"

urlpatterns = [
    path("sandboxes/", requests.index, name="sandbox-list"),
    path("sandboxes/requests/", requests.send, name="request-send"),
    path("sandboxes/requests/all/", requests.all_requests, name="request-list"),
    *SANDBOX_PAGES.paths(_REQUEST, detail="request-detail"),
    path("sandboxes/orgs/", orgs.index, name="org-list"),
    path(_ORG, orgs.detail, name="org"),
    *orgs.ORG_BUTTONS.button_paths(_ORG, orgs.change),
    path(_ORG + "automatic/", orgs.automatic, name="org-automatic"),
    path(_ORG + "tiles/<uuid:submission_id>/on/", orgs.switch, {"verb": ENABLE}, name="tile-switch-enable"),
    path(_ORG + "tiles/<uuid:submission_id>/off/", orgs.switch, {"verb": DISABLE}, name="tile-switch-disable"),
    path(_TILE, tile.detail, name="tile"),
    path(_TILE + "look/", tile.look, name="tile-look"),
    path(_TILE + "checks/", tile.checks, name="tile-checks"),
    path(_TILE + "install/", tile.install, name="tile-install"),
    path(_TILE + "uninstall/", tile.uninstall, name="tile-uninstall"),
    path(_TILE + "problem/", tile.problem, name="tile-problem"),
    *tile.TileButtons.button_paths(_TILE, tile.change),
]
