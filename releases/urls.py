from django.urls import path

from releases.live_tile_offers import LIVE_TILE_BUTTONS
from releases.views import aliases, gtm, live_tiles, releases, transfers

app_name = "releases"
_ALIAS = "vendor-aliases/<uuid:alias_id>/"
_GTM = "sandboxes/go-to-market/"
_RELEASE = "releases/<uuid:revision_id>/"
_LIVE = "releases/live/<uuid:listing_id>/"
_TRANSFER = "transfers/<uuid:transfer_id>/"

urlpatterns = [
    aliases.ALIAS_PAGES.form_path("organisation/<slug:slug>/aliases/new/", name="alias-request"),
    *aliases.ALIAS_PAGES.paths(_ALIAS, detail="alias"),
    path(_GTM, gtm.index, name="gtm-list"),
    path(_GTM + "<uuid:listing_id>/", gtm.detail, name="gtm"),
    path(_GTM + "<uuid:listing_id>/request/", gtm.send, name="gtm-request"),
    *gtm.GTM_PAGES.paths(_GTM + "answers/<uuid:request_id>/"),
    path("listings/<uuid:listing_id>/transfer/", transfers.offer, name="transfer-offer"),
    path("transfers/", transfers.index, name="transfer-list"),
    path(_TRANSFER, transfers.detail, name="transfer"),
    *transfers.TRANSFER_BUTTONS.button_paths(_TRANSFER, transfers.change),
    path("releases/", releases.index, name="release-list"),
    path("releases/vendors/", live_tiles.vendors, name="vendor-list"),
    path("releases/live/", live_tiles.index, name="live-tile-list"),
    path(_LIVE, live_tiles.detail, name="live-tile"),
    *LIVE_TILE_BUTTONS.button_paths(_LIVE, live_tiles.change),
    path(_RELEASE, releases.detail, name="release"),
    *releases.ReleaseButtons.button_paths(_RELEASE, releases.change),
    # An earlier address; of several with one name, forms use the last.
    path(_RELEASE + "confirm/", releases.change, {"verb": "confirm-release"}, name="release-confirm-release"),
]
