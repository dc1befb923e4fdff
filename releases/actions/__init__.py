"""The actions on releases, live tiles and transfers, one module for each subject."""

from releases.actions.promotion import promote_on_request, promote_revision, report_failed_promotion
from releases.actions.releases import (
    publish_revision,
    publish_scheduled,
    report_failed_release,
    schedule_release,
)
from releases.actions.transfers import expire_transfer, offer_transfer
