from django.urls import path

from sandboxes.views import gtm, live, orgs, releases, requests, tile, transfers

app_name = "sandboxes"
_ORG = "sandboxes/orgs/<uuid:org_id>/"
_REQUEST = "sandboxes/requests/<uuid:request_id>/"
_TILE = "sandboxes/tiles/<uuid:activation_id>/"
_GTM = "sandboxes/go-to-market/"
_RELEASE = "releases/<uuid:revision_id>/"
_LIVE = "releases/live/<uuid:listing_id>/"
_TRANSFER = "transfers/<uuid:transfer_id>/"

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
    path(_GTM, gtm.index, name="gtm-list"),
    path(_GTM + "<uuid:listing_id>/", gtm.detail, name="gtm"),
    path(_GTM + "<uuid:listing_id>/request/", gtm.send, name="gtm-request"),
    path(_GTM + "answers/<uuid:request_id>/", gtm.answer, name="gtm-answer"),
    path("listings/<uuid:listing_id>/transfer/", transfers.offer, name="transfer-offer"),
    path("transfers/", transfers.index, name="transfer-list"),
    path(_TRANSFER, transfers.detail, name="transfer"),
    path(_TRANSFER + "accept/", transfers.accept, name="transfer-accept"),
    path(_TRANSFER + "decline/", transfers.decline, name="transfer-decline"),
    path(_TRANSFER + "cancel/", transfers.cancel, name="transfer-cancel"),
    path("releases/", releases.index, name="release-list"),
    path("releases/live/", live.index, name="live-list"),
    path(_LIVE, live.detail, name="live"),
    path(_LIVE + "roll-back/", live.roll_back, name="live-roll-back"),
    path(_LIVE + "deprecate/", live.deprecate, name="live-deprecate"),
    path(_LIVE + "unpublish/", live.unpublish, name="live-unpublish"),
    path(_LIVE + "relist/", live.relist, name="live-relist"),
    path(_RELEASE, releases.detail, name="release"),
    path(_RELEASE + "publish/", releases.publish, name="release-publish"),
    path(_RELEASE + "schedule/", releases.schedule, name="release-schedule"),
    path(_RELEASE + "unschedule/", releases.unschedule, name="release-unschedule"),
    path(_RELEASE + "send-back/", releases.send_back, name="release-send-back"),
]
