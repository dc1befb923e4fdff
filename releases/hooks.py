"""Registers the guards and effects of releases, navigation links and palette entries."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.navigation import Audience, NavItem, NavPlace, register_links
from listings.lifecycle.announcements import register_lifecycle
from listings.lifecycle.registry import ask, effect, facts, guard
from listings.lifecycle.registry import input_details as register_details
from listings.models import Listing, Revision
from releases import guards, input_details, live_tile_effects, transfer_effects, vendor_alias_effects, writes
from releases.guards import LiveFacts, ReleaseFacts
from releases.lifecycles.gtm import GTM
from releases.lifecycles.live_tiles import LIVE_TILES
from releases.lifecycles.transfers import TRANSFERS
from releases.lifecycles.vendor_aliases import VENDOR_ALIASES
from releases.models import GtmRequest, Transfer
from releases.queries import earlier_foreign_vendors, earlier_live_submissions, live_facts, release_facts
from releases.queries.transfers import transfer_facts
from releases.transfer_guards import TransferFacts, transferable


@facts("releases")
def facts_of_releases(revisions: Sequence[Revision]) -> Mapping[UUID, ReleaseFacts]:
    return release_facts(revisions)


@facts("earlier-live-submissions")
def ids_of_earlier_live_submissions(listings: Sequence[Listing]) -> Mapping[UUID, frozenset[UUID]]:
    """{listing ID: IDs of submissions that were live before}. One query per listing; callers only pass one listing."""
    return {
        listing.pk: frozenset(earlier_live_submissions(listing).values_list("pk", flat=True)) for listing in listings
    }


@facts("earlier-foreign-vendors")
def foreign_vendors_of_earlier_submissions(listings: Sequence[Listing]) -> Mapping[UUID, Mapping[UUID, str]]:
    """{listing ID: {ID of an earlier live submission: vendor as which the organisation may not publish}}."""
    return {listing.pk: earlier_foreign_vendors(listing) for listing in listings}


@facts("gtm")
def facts_of_gtm_requests(requests: Sequence[GtmRequest]) -> Mapping[UUID, LiveFacts]:
    """{request ID: facts about its listing}. Two queries."""
    live = live_facts([request.listing for request in requests])
    return {request.pk: live[request.listing_id] for request in requests}


@facts("transfer")
def facts_of_transfers(transfers: Sequence[Transfer]) -> Mapping[UUID, TransferFacts]:
    """{transfer ID: facts about it}. Seven queries per transfer; callers only pass one transfer."""
    return {transfer.pk: transfer_facts(transfer) for transfer in transfers}


guard("digests-match", needs="releases")(guards.is_current_content_signed_off)
guard("rehearsal-clean", needs="releases")(guards.has_free_integration_id)
guard("release-confirmed", needs="releases")(guards.is_release_confirmed)
guard("release-on-hold", needs="releases")(guards.is_release_on_hold)
guard("release-idle", needs="releases")(guards.no_release_running)
effect("promote-if-asked")(writes.enqueue_requested_promotion)
effect("schedule-release")(writes.schedule_release)
effect("confirm-release")(writes.confirm_release)
effect("cancel-release")(writes.cancel_release)
effect("supersede")(writes.supersede)
effect("release")(writes.release)
ask("early-release", needs="releases", reads="reason")(guards.early_release_explained)
ask("was-live", needs="earlier-live-submissions")(guards.was_live)
ask("vendor-was-own", needs="earlier-foreign-vendors")(guards.vendor_was_own)
ask("end-date", reads="ends_on")(guards.end_date)
register_details("early-release")(input_details.early_release_reason)
register_details("earlier-version")(input_details.earlier_versions)
register_details("end-date")(input_details.end_date)
register_details("types-of-help")(input_details.types_of_help)
register_details("successor")(input_details.successor)
effect("restore-release")(live_tile_effects.restore_release)
effect("set-end")(live_tile_effects.set_end)
effect("remove-end")(live_tile_effects.remove_end)
guard("gtm-available", needs="gtm")(guards.gtm_available)
ask("help-chosen", reads="items")(guards.help_chosen)
ask("embargo", reads="embargo_on")(guards.embargo_before_launch)
ask("answer", reads="answer")(guards.answer_given)
register_lifecycle(LIVE_TILES)
register_lifecycle(GTM)
ask("vendor-id", reads="vendor_id")(vendor_alias_effects.vendor_id_well_formed)
effect("check-vendor")(vendor_alias_effects.check_vendor)
effect("claim-vendor")(vendor_alias_effects.claim_vendor)
effect("release-vendor")(vendor_alias_effects.release_vendor)
register_lifecycle(VENDOR_ALIASES)
guard("transferable", needs="transfer")(transferable)
effect("hand-over")(transfer_effects.hand_over)
effect("disable-tiles")(transfer_effects.disable_tiles)
effect("erase-test-accounts")(transfer_effects.erase_test_accounts)
effect("delete-lead-secrets")(transfer_effects.delete_lead_secrets)
effect("set-vendor-of-draft")(transfer_effects.set_vendor_of_draft)
register_lifecycle(TRANSFERS)
_STAFF = frozenset({Audience.REVIEWER, Audience.ADMIN})
register_links(
    NavItem(
        label=_("Releases"),
        url_name="releases:release-list",
        audience=frozenset({Audience.ADMIN}),
        order=40,
        also=("releases:gtm-list",),
    ),
    NavItem(
        label=_("Transfers"),
        url_name="releases:transfer-list",
        audience=_STAFF | {Audience.PARTNER},
        place=NavPlace.WORK,
        order=65,
    ),
    NavItem(label=_("Go-to-market"), url_name="releases:gtm-list", audience=_STAFF, place=NavPlace.WORK, order=60),
)
