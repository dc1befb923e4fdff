"""Nobody publishes as another company: from the draft to the live tile."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from catalog.models import Tile
from catalog.writes import write_tile
from common.actor import SYSTEM, Actor
from common.errors import NotPossible
from listings.actions import save_section, submit_revision
from listings.lifecycle.reasons import reasons_against
from listings.lifecycle.revisions import row_for
from listings.models import Revision
from listings.states.revision_states import RevisionState
from releases.queries import earlier_foreign_vendors
from releases.queries.vendors import foreign_tiles
from tests.catalog.factories import make_tile
from tests.listings.scene import NOW, organisation, reloaded
from tests.reviews.scene import browser_of, html_of
from tests.sandboxes.scene import admin
from tests.validation.scene import attest_again, live_submission, organisation_of, owner, ready
from tests.vendors import make_alias
from validation.actions import instant_findings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def foreign_draft(by: Actor) -> Revision:
    revision = ready(by)
    changes = {"vendor_name": "Bigcorp"}
    save_section(revision_id=revision.pk, key="overview", version=None, changes=changes, by=by, now=NOW)
    return reloaded(revision)


def blockers(revision: Revision) -> list[str]:
    return [finding.code for finding in instant_findings(revision, now=NOW).blockers]


def against(revision: Revision, verb: str, state: RevisionState) -> set[str]:
    row = row_for(verb, state)
    return {reason.code for reason in reasons_against(row, revision, by=SYSTEM, parameters=None, now=NOW)}


def test_another_vendor_blocks_a_submission_until_an_admin_confirms_it() -> None:
    by = owner()
    revision = foreign_draft(by)
    attest_again(revision, by=by)
    assert blockers(revision) == ["MF-059"]
    with pytest.raises(NotPossible):
        submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)

    alias = make_alias(organisation_of(by), "Bigcorp")
    assert blockers(revision) == []  # although nobody has saved the draft since
    submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)

    alias.delete()
    revision = reloaded(revision)
    assert "vendor-foreign" in against(revision, "publish", RevisionState.SIGNED_OFF)
    assert "vendor-foreign" in against(revision, "enable in sandbox", RevisionState.APPROVED)
    make_alias(organisation_of(by), "Bigcorp")
    assert "vendor-foreign" not in against(reloaded(revision), "publish", RevisionState.SIGNED_OFF)


def test_live_tiles_of_unconfirmed_vendors_are_listed_and_can_not_be_restored(
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    by = owner()
    first = live_submission(by)
    listing = reloaded(first.revision_id).listing
    write_tile(listing)
    assert foreign_tiles() == []
    page, browser = "/releases/vendors/", browser_of(admin())
    html = html_of(browser, page)
    assert ("Nothing to verify" in html, "The vendor of these tiles" in html) == (True, False)

    first.documents["overview"] |= {"vendor_name": "Bigcorp", "vendor_id": "bigcorp"}
    first.save(update_fields=["documents"])
    assert foreign_tiles() == []  # documents of tiles with the organisation's own vendor are not read
    write_tile(listing)
    with django_assert_num_queries(3):
        (tile,) = foreign_tiles()
    assert (tile.listing, tile.vendor_name, tile.vendor_id) == (listing, "Bigcorp", "bigcorp")
    assert "The vendor of these tiles is neither" in html_of(browser, page)

    listing.live_release = None
    assert earlier_foreign_vendors(listing) == {first.pk: "Bigcorp"}
    make_alias(listing.organisation, "Bigcorp", "bigcorp")
    assert foreign_tiles() == []


def test_vendors_are_compared_once_for_each_organisation() -> None:
    tile = make_tile(vendor_name="Acme", of=organisation("Acme"))
    make_tile(vendor_name="Bigcorp", of=organisation("Bolt"))
    hidden = make_tile(vendor_name="Hugecorp", of=organisation("Crate"))
    Tile.objects.filter(pk=hidden.pk).update(is_listed=False)

    with CaptureQueriesContext(connection) as captured:
        (foreign,) = foreign_tiles()
    assert foreign.vendor_name == "Bigcorp"
    assert "catalog_facetcount" in captured[0]["sql"]
    assert '"catalog_tile"."vendor"' not in captured[0]["sql"]

    Organisation.objects.filter(pk=tile.listing.organisation_id).update(name="Acme Corporation")
    assert {row.vendor_name for row in foreign_tiles()} == {"Acme", "Bigcorp"}
