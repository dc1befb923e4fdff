from django.urls import path

from releases.lifecycles.live_tiles import LIVE_TILES
from releases.views import gtm, live_tiles, releases, transfers, vendors

app_name = "releases"
_GTM = "sandboxes/go-to-market/"
_RELEASE = "releases/<uuid:revision_id>/"
_LIVE = "releases/live/<uuid:listing_id>/"
_TRANSFER = "transfers/<uuid:transfer_id>/"

urlpatterns = [
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
    path("releases/vendors/", vendors.index, name="vendor-list"),
    path("releases/live/", live_tiles.index, name="live-tile-list"),
    path(_LIVE, live_tiles.detail, name="live-tile"),
    *(
        path(f"{_LIVE}{row.slug}/", live_tiles.change, {"verb": row.slug}, name=f"live-tile-{row.slug}")
        for row in LIVE_TILES.rows
    ),
    path(_RELEASE, releases.detail, name="release"),
    path(_RELEASE + "confirm/", releases.confirm, name="release-confirm"),
    path(_RELEASE + "publish/", releases.publish, name="release-publish"),
    path(_RELEASE + "schedule/", releases.schedule, name="release-schedule"),
    path(_RELEASE + "unschedule/", releases.unschedule, name="release-unschedule"),
    path(_RELEASE + "send-back/", releases.send_back, name="release-send-back"),
]
