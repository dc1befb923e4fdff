from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.errors import OrganisationSuspended
from accounts.models import OrganisationState
from audit.models import Event
from common.actor import SYSTEM, Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from files.models import BlobUse
from listings.actions import attach_file, change_state, create_listing, delete_listing, save_section
from listings.errors import NameTaken
from listings.lifecycle.revisions import REVISION, apply_to_revision
from listings.models import Listing, PastTransition, Revision, Section, SectionVersion
from listings.states.revision_states import RevisionState
from notices.models import Notice
from tests.listings.scene import NOW, draft, member, organisation, reloaded, reviewer
from tilekit.sections import SECTIONS

pytestmark = pytest.mark.django_db


def test_create_listing_makes_a_draft_that_knows_the_organisation() -> None:
    acme = organisation("Acme")
    editor = member(acme)

    revision = draft(editor, name=" Acme Widget ")

    listing = revision.listing
    assert (listing.name, listing.organisation_id, listing.availability) == ("Acme Widget", acme.pk, "none")
    assert (revision.state, revision.number, revision.version) == (RevisionState.DRAFT, 1, 1)
    overview = Section.objects.get(revision=revision, key="overview").document
    assert (overview["vendor_name"], overview["vendor_id"], overview["title"]) == ("Acme", "acme", "Acme Widget")
    notes = Section.objects.get(revision=revision, key="release_notes").document
    assert notes["entries"][0]["version"] == "1.0.0"
    assert Section.objects.filter(revision=revision).count() == len(SECTIONS)
    assert SectionVersion.objects.filter(section__revision=revision, version=1).count() == len(SECTIONS)
    event = Event.objects.get(verb="listing.create")
    assert event.object_ids["listing"] == str(listing.pk)
    assert event.actor_id == editor.id


def test_create_listing_gives_integrations_alone_a_source_type_id() -> None:
    editor = member(organisation())

    service = create_listing(
        organisation_id=next(iter(editor.organisations)),
        route="marketplace",
        offering_type="professional_service",
        name="Acme Help",
        by=editor,
        now=NOW,
    )

    assert service.listing.source_type_id is None
    assert draft(editor).listing.source_type_id is not None


def test_create_listing_refuses_a_second_one_of_the_name() -> None:
    editor = member(organisation())
    draft(editor, name="Acme Widget")

    with pytest.raises(NameTaken):
        draft(editor, name="acme widget")

    assert Listing.objects.count() == 1
    assert Event.objects.filter(verb="listing.create").count() == 1


def test_create_listing_needs_an_editor_of_an_active_organisation() -> None:
    acme = organisation()
    viewer, stranger = member(acme, Role.VIEWER), member(organisation("Other"))
    arguments = {"organisation_id": acme.pk, "route": "integrations", "offering_type": "integration", "name": "A"}

    with pytest.raises(NotAllowed):
        create_listing(**arguments, by=viewer, now=NOW)
    with pytest.raises(NotAllowed):
        create_listing(**arguments, by=reviewer(), now=NOW)
    with pytest.raises(NotFound):
        create_listing(**arguments, by=stranger, now=NOW)
    acme.state = OrganisationState.SUSPENDED
    acme.save()
    with pytest.raises(OrganisationSuspended):
        create_listing(**arguments, by=member(acme), now=NOW)
    assert not Listing.objects.exists()


def test_delete_listing_removes_a_draft_with_everything(data_dir: Path) -> None:
    acme = organisation()
    owner, editor = member(acme, Role.OWNER), member(acme)
    revision = draft(editor)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"/>'
    attach_file(revision_id=revision.pk, path="overview.logo_light", name="logo.svg", content=svg, by=editor, now=NOW)
    PastTransition.objects.create(id=uuid4(), subject=revision.pk, verb="put on hold", reason="Trademark", at=NOW)

    delete_listing(listing_id=revision.listing_id, seen=reloaded(revision).version, by=owner, now=NOW)

    assert not Listing.objects.exists()
    assert not Section.objects.exists()
    assert not PastTransition.objects.exists()
    assert not BlobUse.objects.exists()
    assert Event.objects.filter(verb="revision.delete").count() == 1
    assert [notice.url for notice in Notice.objects.filter(person_id=editor.id)] == ["/listings/"]


def test_delete_listing_is_for_owners_who_saw_the_latest() -> None:
    acme = organisation()
    owner, editor = member(acme, Role.OWNER), member(acme)
    revision = draft(editor)

    with pytest.raises(NotAllowed):
        delete_listing(listing_id=revision.listing_id, seen=1, by=editor, now=NOW)
    save_section(
        revision_id=revision.pk, key="support", version=1, changes={"support_md": "Write."}, by=editor, now=NOW
    )
    with pytest.raises(Stale):
        delete_listing(listing_id=revision.listing_id, seen=1, by=owner, now=NOW)
    with pytest.raises(NotFound):
        delete_listing(listing_id=uuid4(), seen=1, by=owner, now=NOW)
    assert Listing.objects.exists()


def test_delete_listing_fails_while_on_hold() -> None:
    owner = member(organisation(), Role.OWNER)
    revision = draft(owner)
    Listing.objects.update(hold="Legal question")

    with pytest.raises(NotPossible) as refused:
        delete_listing(listing_id=revision.listing_id, seen=1, by=owner, now=NOW)

    assert refused.value.context["codes"] == ["hold"]
    assert Listing.objects.exists()


def test_restore_brings_the_former_state_back() -> None:
    editor = member(organisation())
    revision = draft(editor)
    Revision.objects.update(
        state=RevisionState.ARCHIVED, archived_from=RevisionState.CHANGES_REQUESTED, idle_warned_at=NOW, state_since=NOW
    )

    restored = change_state(
        REVISION, revision.pk, "restore", parameters={}, seen=1, by=editor, now=NOW + timedelta(days=1)
    )

    assert (restored.state, restored.archived_from) == (RevisionState.CHANGES_REQUESTED, "")
    assert reloaded(revision).idle_warned_at is None


def test_archive_needs_a_warning_a_week_ago() -> None:
    editor = member(organisation())
    revision = draft(editor)

    with pytest.raises(NotPossible):
        archive(revision, warned_days_ago=6)
    archive(revision, warned_days_ago=7)

    stored = reloaded(revision)
    assert (stored.state, stored.archived_from) == (RevisionState.ARCHIVED, RevisionState.DRAFT)
    assert Notice.objects.filter(person_id=editor.id, kind="listing.archive").count() == 1


def archive(revision: Revision, *, warned_days_ago: int) -> None:
    Revision.objects.filter(pk=revision.pk).update(idle_warned_at=NOW - timedelta(days=warned_days_ago))
    with transaction.atomic():
        apply_to_revision("archive", revision_id=revision.pk, seen=None, by=SYSTEM, now=NOW)
