"""Every write from approval to going live, one transaction each."""

from sandboxes.actions.gtm import GtmWish, answer_gtm, request_gtm
from sandboxes.actions.live import deprecate_listing, relist_listing, roll_back, unpublish_listing
from sandboxes.actions.looks import install_tile, look_at_tile, note_checks, uninstall_tile
from sandboxes.actions.orgs import reactivate_org, set_automatic, suspend_org
from sandboxes.actions.promotion import (
    promote_as_asked,
    promote_revision,
    report_failed_promotion,
    sign_off_as_read,
)
from sandboxes.actions.releases import (
    publish_revision,
    release_planned,
    report_failed_release,
    schedule_release,
    send_back,
    unschedule_release,
)
from sandboxes.actions.requests import allow_extra_org, decline_request, grant_request, request_sandbox
from sandboxes.actions.tiles import ask_for_changes, enable_tile, sign_off, switch_tile_off, switch_tile_on
from sandboxes.actions.transfers import (
    accept_transfer,
    cancel_transfer,
    decline_transfer,
    expire_transfer,
    offer_transfer,
)

__all__ = [
    "GtmWish",
    "accept_transfer",
    "allow_extra_org",
    "answer_gtm",
    "ask_for_changes",
    "cancel_transfer",
    "decline_request",
    "decline_transfer",
    "deprecate_listing",
    "enable_tile",
    "expire_transfer",
    "grant_request",
    "install_tile",
    "look_at_tile",
    "note_checks",
    "offer_transfer",
    "promote_as_asked",
    "promote_revision",
    "publish_revision",
    "reactivate_org",
    "release_planned",
    "relist_listing",
    "report_failed_promotion",
    "report_failed_release",
    "request_gtm",
    "request_sandbox",
    "roll_back",
    "schedule_release",
    "send_back",
    "set_automatic",
    "sign_off",
    "sign_off_as_read",
    "suspend_org",
    "switch_tile_off",
    "switch_tile_on",
    "uninstall_tile",
    "unpublish_listing",
    "unschedule_release",
]
