"""Listings between approval and the catalogue, created from real folders."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Organisation, Person, Team
from audit.models import Event
from catalog.models import Tile
from common.actor import SYSTEM, Actor, Role, TeamRole
from common.errors import SlipwayError
from files.writes import use_blobs
from jobs.models import Job
from listings.actions.sections import save_section
from listings.content.packages import package_of_folder
from listings.content.submissions import freeze
from listings.imports.folder_imports import import_package
from listings.lifecycle.revisions import apply_to_revision
from listings.models import Listing, Release, Revision, Submission
from listings.states.revision_states import RevisionState
from notices.models import Notice, Outbox
from releases.actions import publish_revision
from releases.models import GtmRequest
from sandboxes.actions import enable_tile, look_at_tile, save_checklist, sign_off
from sandboxes.models import (
    Installation,
    OrgState,
    Region,
    SandboxOrg,
    SandboxRequest,
    SignOff,
    TileActivation,
    TileLook,
)
from sandboxes.sign_off_checklist import CHECKLIST
from tests.accounts.factories import PASSWORD
from tests.listings.scene import member, organisation, reloaded, staff
from tests.markup import compact
from tests.shared import SMALL
from tests.vendors import with_confirmed_vendor
from tilekit.sections import section_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def partner(name: str = "Acme", **fields: object) -> Organisation:
    """An organisation with a confirmed vendor ID."""
    confirmed = {"vendor_confirmed_at": NOW, "vendor_confirmed_by_id": admin().id}
    return organisation(name, **{**confirmed, **fields})


def admin() -> Actor:
    return staff(is_admin=True)


def lead() -> Actor:
    return staff(teams={Team.ECOSYSTEMS: TeamRole.LEAD})


def sandbox(of: Organisation, **fields: object) -> SandboxOrg:
    values = {"region": Region.US1, "name": f"{of.slug}-dev", "created_at": NOW, "state": OrgState.ACTIVE, **fields}
    return SandboxOrg.objects.create(organisation=of, **values)


def imported(of: Organisation, *, folder: Path = SMALL / "vercel", name: str = "", as_demo: bool = False) -> Revision:
    """A draft with the content of a real folder, whose vendor is confirmed as an alias."""
    revision = import_package(
        organisation_id=of.pk,
        package=package_of_folder(folder),
        by=SYSTEM,
        now=NOW,
        name=name or None,
        as_demo=as_demo,
    )
    return with_confirmed_vendor(revision)


def submitted(revision: Revision, *, state: RevisionState = RevisionState.APPROVED, now: datetime = NOW) -> Submission:
    """The revision with one more submission, in a state that follows a review."""
    frozen = freeze(revision, now=now)
    revision.submission_number += 1
    submission = Submission.objects.create(
        revision=revision,
        submission_number=revision.submission_number,
        digest=frozen.digest,
        terms_digest=frozen.terms_digest,
        basics=dict(frozen.basics),
        documents=dict(frozen.documents),
        schemas={key: section_of(key).schema_number for key in frozen.documents},
        section_digests=dict(frozen.section_digests),
        files=dict(frozen.files),
        base=revision.base,
        carried=revision.carried,
        folder=revision.folder,
        submitted_at=now,
    )
    with transaction.atomic():
        use_blobs(revision.listing_id, frozen.files.values(), now=now)
    revision.state, revision.state_since = state, now
    revision.save()
    return submission


def approved(of: Organisation, *, folder: Path = SMALL / "vercel", name: str = "", as_demo: bool = False) -> Revision:
    revision = imported(of, folder=folder, name=name, as_demo=as_demo)
    submitted(revision)
    return reloaded(revision)


def enabled_activation(revision: Revision, by: Actor | None = None) -> TileActivation:
    """Enable the tile of the approved revision in all active sandbox orgs; returns the first activation."""
    enable_tile(revision_id=revision.pk, orgs=[], seen=None, by=by or admin(), now=NOW)
    return TileActivation.objects.filter(submission__revision=revision, deactivated_at=None).order_by("pk")[0]


def confirm_checklist(activation: TileActivation, *, by: Actor) -> None:
    """Confirm every item of the sign-off checklist."""
    save_checklist(activation_id=activation.pk, checks=CHECKLIST, by=by, now=NOW)


def signed_off(revision: Revision, owner: Actor | None = None) -> Revision:
    """Enable the approved revision, view the tile and sign it off."""
    owner = owner or member(revision.listing.organisation, Role.OWNER)
    activation = enabled_activation(revision)
    look_at_tile(activation_id=activation.pk, by=owner, now=NOW)
    confirm_checklist(activation, by=owner)
    return sign_off(revision_id=revision.pk, seen=None, terms_confirmed=True, by=owner, now=NOW)


def on_hold(of: Organisation) -> Revision:
    """A signed-off revision whose partner put its release on hold."""
    return with_requested_release(of, requested_release="hold")


def with_requested_release(of: Organisation, **changes: object) -> Revision:
    """A signed-off revision with these values of the section "submission"."""
    revision = imported(of)
    save_section(revision_id=revision.pk, key="submission", version=None, changes=changes, by=SYSTEM, now=NOW)
    submitted(reloaded(revision))
    return signed_off(reloaded(revision))


def live_listing(
    of: Organisation, *, folder: Path = SMALL / "vercel", name: str = "", as_demo: bool = False
) -> Listing:
    """A listing whose tile is in the catalogue."""
    if not of.sandboxes.exists():
        sandbox(of)
    revision = signed_off(approved(of, folder=folder, name=name, as_demo=as_demo))
    publish_revision(revision_id=revision.pk, seen=None, by=admin(), now=NOW)
    return Listing.objects.select_related("organisation", "live_release", "tile").get(pk=revision.listing_id)


def send_back(revision: Revision) -> Revision:
    with transaction.atomic():
        return apply_to_revision(
            "send back", revision_id=revision.pk, seen=None, by=admin(), now=NOW, parameters={"reason": "Late."}
        )


def person_of(actor: Actor) -> Person:
    """The person of the actor, to sign in as."""
    return Person.objects.get(pk=actor.id)


_WATCHED = (
    SandboxOrg,
    SandboxRequest,
    TileActivation,
    TileLook,
    Installation,
    SignOff,
    GtmRequest,
    Listing,
    Revision,
    Release,
    Tile,
    Job,
    Event,
    Notice,
    Outbox,
)


@contextmanager
def refused(error: type[SlipwayError], *codes: str) -> Iterator[None]:
    """Assert that the block raises this error with these reasons and changes no row."""
    before = {model: list(model.objects.order_by("pk").values()) for model in _WATCHED}
    with pytest.raises(error) as raised:
        yield
    assert raised.type is error
    assert raised.value.context.get("codes", []) == list(codes)
    assert {model: list(model.objects.order_by("pk").values()) for model in _WATCHED} == before


def verbs() -> list[str]:
    """The verbs in the audit log, in order."""
    return list(Event.objects.order_by("at", "id").values_list("verb", flat=True))


def notified(kind: str) -> set[UUID]:
    """IDs of the people who have a notice of the kind."""
    return set(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def as_(person: Person) -> Client:
    """A browser in which the person has signed in and just entered their password."""
    client = Client()
    client.force_login(person)
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def post(client: Client, address: str, **data: object) -> str:
    """Send a form; returns the URL of the redirect."""
    response = client.post(address, data)
    assert response.status_code == 302, compact(response.content.decode())[:2000]
    return str(response["Location"])
