"""A duplicate has the content of the original, with its own identifiers and without what belongs to the original."""

import pytest

from audit.models import Event
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound
from listings.actions import generate_client_secret, save_section
from listings.content.bundles import bundle_of_revision
from listings.content.identities import identities_of
from listings.errors import NameTaken
from listings.imports.duplicates import duplicate_listing
from listings.imports.folder_imports import import_package
from listings.models import Listing, Revision
from tests.listings.scene import NOW, member, organisation, reloaded
from tests.tilekit.listing import base_files
from tilekit.bundle import Files
from tilekit.scaffold.read import package_of_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def editor() -> Actor:
    return member(organisation())


@pytest.fixture
def original(editor: Actor) -> Revision:
    package = package_of_files(Files.of(base_files()), "acme_widget")
    return import_package(organisation_id=next(iter(editor.organisations)), package=package, by=editor, now=NOW)


def duplicated(original: Revision, by: Actor, name: str = "Acme Widget EU") -> Revision:
    return duplicate_listing(listing_id=original.listing_id, name=name, by=by, now=NOW)


def documents(revision: Revision) -> dict[str, dict[str, object]]:
    return {key: section.values for key, section in bundle_of_revision(reloaded(revision)).documents.items()}


def test_duplicate_has_the_content_and_identifiers_of_its_own(editor: Actor, original: Revision) -> None:
    copy = duplicated(original, editor)

    old, new = documents(original), documents(copy)
    assert new["overview"]["overview_md"] == old["overview"]["overview_md"]
    assert (copy.listing.name, new["overview"]["title"]) == ("Acme Widget EU", "Acme Widget EU")
    assert new["overview"]["integration_id"] == "acme-widget-eu"
    assert copy.folder == "acme_widget_eu"
    assert copy.listing.app_uuid != original.listing.app_uuid
    assert copy.listing.source_type_id != original.listing.source_type_id
    claimed, others = (identities_of(bundle_of_revision(reloaded(revision))) for revision in (copy, original))
    assert {kind for kind, names in claimed.items() if names & others[kind]} == set()
    assert Event.objects.filter(verb="listing.duplicate").count() == 1


def test_confirmations_and_secrets_are_not_copied(editor: Actor, original: Revision) -> None:
    changes = {"logo_rights": True}
    save_section(revision_id=original.pk, key="overview", version=None, changes=changes, by=editor, now=NOW)
    changes = {"maintainer_email": "team@acme.example", "support_url": "https://help.acme.example"}
    save_section(revision_id=original.pk, key="support", version=None, changes=changes, by=editor, now=NOW)
    changes = {"code_type": "api_oauth", "all_sites_attested": True}
    save_section(revision_id=original.pk, key="configuration", version=None, changes=changes, by=editor, now=NOW)
    version = original.sections.get(key="configuration").version
    generate_client_secret(revision_id=original.pk, version=version, by=editor, now=NOW)

    copy = duplicated(original, editor)

    stored = {section.key: section.document for section in copy.sections.all()}
    assert not stored["overview"].get("logo_rights")
    assert not stored["configuration"].get("all_sites_attested")
    assert not stored["configuration"].get("oauth_client_id")
    assert not stored["configuration"].get("oauth_client_secret")
    assert stored["configuration"]["code_type"] == "api_oauth"
    assert (stored["support"]["maintainer_email"], stored["support"]["support_url"]) == (
        "team@acme.example",
        "https://help.acme.example",
    )


def test_reasons_and_alternative_texts_are_copied(editor: Actor, original: Revision) -> None:
    [image] = original.sections.get(key="overview").document["media"]
    changes = {"media": [{**image, "alternative_text": "A curve with a peak"}]}
    save_section(revision_id=original.pk, key="overview", version=None, changes=changes, by=editor, now=NOW)
    scopes = [{"key": "a", "scope": "metrics_read", "reason": "Reads queue metrics"}]
    changes = {"code_type": "api_oauth", "oauth_scopes": scopes}
    save_section(revision_id=original.pk, key="configuration", version=None, changes=changes, by=editor, now=NOW)

    copy = duplicated(original, editor)

    stored = {section.key: section.document for section in copy.sections.all()}
    assert [row["alternative_text"] for row in stored["overview"]["media"]] == ["A curve with a peak"]
    assert [row["reason"] for row in stored["configuration"]["oauth_scopes"]] == ["Reads queue metrics"]


def test_name_that_is_taken_creates_nothing(editor: Actor, original: Revision) -> None:
    with pytest.raises(NameTaken):
        duplicated(original, editor, name=original.listing.name)

    assert Listing.objects.count() == 1


def test_only_editors_of_the_organisation_duplicate(editor: Actor, original: Revision) -> None:
    viewer = member(original.listing.organisation, Role.VIEWER)

    with pytest.raises(NotAllowed):
        duplicated(original, viewer)
    with pytest.raises(NotFound):
        duplicated(original, member(organisation("Other")))


def test_duplicate_of_a_duplicate_has_other_identifiers_again(editor: Actor, original: Revision) -> None:
    first = duplicated(original, editor, name="Second")

    second = duplicated(first, editor, name="Third")

    ids = [documents(revision)["overview"]["integration_id"] for revision in (original, first, second)]
    assert len(set(ids)) == 3
