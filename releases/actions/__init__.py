"""The actions on releases, live tiles, transfers and go-to-market requests, one module for each subject."""

from releases.actions.gtm import GtmInput, answer_gtm, request_gtm
from releases.actions.live_tiles import change_live_tile, roll_back
from releases.actions.promotion import promote_on_request, promote_revision, report_failed_promotion
from releases.actions.releases import (
    publish_revision,
    publish_scheduled,
    report_failed_release,
    schedule_release,
    send_back,
    unschedule_release,
)
from releases.actions.transfers import (
    accept_transfer,
    cancel_transfer,
    decline_transfer,
    expire_transfer,
    offer_transfer,
)

__all__ = [
    "GtmInput",
    "accept_transfer",
    "answer_gtm",
    "cancel_transfer",
    "change_live_tile",
    "decline_transfer",
    "expire_transfer",
    "offer_transfer",
    "promote_on_request",
    "promote_revision",
    "publish_revision",
    "publish_scheduled",
    "report_failed_promotion",
    "report_failed_release",
    "request_gtm",
    "roll_back",
    "schedule_release",
    "send_back",
    "unschedule_release",
]
