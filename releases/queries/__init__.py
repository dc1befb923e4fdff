"""Queries about releases, live tiles and go-to-market requests."""

from releases.queries.guard_facts import PROMOTE_JOB, RELEASE_JOB, live_facts, release_facts
from releases.queries.releases import (
    earlier_foreign_vendors,
    earlier_live_submissions,
    live_listings,
    ready_revisions,
    release_reasons,
    releases_of,
    signed_off_revisions,
    visible_gtm_requests,
)
