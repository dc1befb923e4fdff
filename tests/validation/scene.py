"""A listing that can be submitted, and its next states."""

import json
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts.models import Organisation
from common.actor import SYSTEM, Actor, Role
from jobs.models import OPEN_STATES, Job
from listings.actions import save_sections, submit_revision
from listings.imports.folder_imports import import_package
from listings.lifecycle.revisions import apply_to_revision
from listings.models import Listing, Release, ReleaseKind, Revision, Submission
from listings.queries import open_attestations
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from listings.writes.merged_saves import Save
from reviews.models import ExceptionRequest, ExceptionState
from sandboxes.models import SandboxOrg
from tests.listings.scene import NOW, member, organisation, reloaded
from tests.tilekit.listing import METADATA, README, base_files
from tests.vendors import with_confirmed_vendor
from tilekit.bundle import Files
from tilekit.scaffold.read import Package, package_of_files
from validation.models import Run

ATTESTED = {"attest_accuracy": True, "attest_sandbox_test": True}
_WHY = "The product runs in the customer's own data centre and cannot be reached from the internet by our service."
MONITOR = {
    "version": 2,
    "created_at": "2025-03-01",
    "last_updated_at": "2025-03-01",
    "title": "Queue depth is high",
    "description": "Messages wait because consumers are too slow. Customers of the queue get their messages late.",
    "tags": ["integration:acme-widget"],
    "definition": {
        "name": "Queue depth is high",
        "type": "query alert",
        "query": "avg(last_5m):avg:acme_widget.queue.depth{*} by {queue} > 1000",
        "message": "The queue {{queue.name}} is deep. Add consumers.",
        "tags": ["integration:acme-widget"],
        "options": {"thresholds": {"critical": 1000}, "include_tags": True},
    },
}


def ready_package(word: str = "widget", **files: bytes) -> Package:
    """The folder of a listing with all content that a folder can contain. word replaces "widget" in its names."""
    contents = base_files()
    manifest = json.loads(contents["manifest.json"])
    manifest["assets"]["monitors"] = {"acme_widget_depth": "assets/monitors/acme_widget_depth.json"}
    contents["manifest.json"] = json.dumps(manifest, indent=2).encode()
    contents["assets/monitors/acme_widget_depth.json"] = json.dumps(MONITOR, indent=2).encode()
    named = {path.replace("widget", word): _named(content, word) for path, content in {**contents, **files}.items()}
    return package_of_files(Files.of(named), f"acme_{word}")


def untidy_files() -> dict[str, bytes]:
    """Files with three safe fixes of advice: an address inside a text, other line endings, and unsorted rows."""
    head, one, other = METADATA.splitlines()
    readme = f"{README.rstrip()}\n\nSee the [guide](https://acme.example.org/guide).\n"
    return {"metadata.csv": f"{head}\r\n{other}\r\n{one}\r\n".encode(), "README.md": readme.encode()}


def _named(content: bytes, word: str) -> bytes:
    for name in ("acme_{}", "acme-{}", "acme/{}"):
        content = content.replace(name.format("widget").encode(), name.format(word).encode())
    return content.replace(b"Acme Widget", f"Acme {word.capitalize()}".encode())


def ready(by: Actor, *, name: str | None = None, now: datetime = NOW, word: str = "widget", **files: bytes) -> Revision:
    """A draft of the actor's organisation with every step ready."""
    revision = import_package(
        organisation_id=next(iter(by.organisations)), package=ready_package(word, **files), name=name, by=by, now=now
    )
    fill_in_missing(revision, by=by, now=now)
    return reloaded(with_confirmed_vendor(revision))


def fill_in_missing(revision: Revision, *, by: Actor, now: datetime = NOW) -> None:
    """Fill in the fields that a folder does not contain."""
    give_sandbox(revision.listing.organisation)
    saves = [
        Save(key="overview", changes={"logo_rights": True}),
        Save(
            key="configuration",
            changes={
                "code_type": "api_exception",
                "ga_attested": True,
                "all_sites_attested": True,
            },
        ),
        Save(key="support", changes={"maintainer_email": "team@acme.example"}),
        Save(key="submission", changes=ATTESTED),
    ]
    save_sections(revision_id=revision.pk, saves=saves, by=by, now=now)
    grant_exception(revision.listing, now=now)


def grant_exception(listing: Listing, *, now: datetime = NOW) -> ExceptionRequest:
    """A granted OAuth exception of the listing, without notices; requests have their own tests."""
    values = {"reason": _WHY, "state": ExceptionState.GRANTED, "answer": "Fine.", "decided_by": uuid4()}
    return ExceptionRequest.objects.create(listing=listing, requested_at=now, decided_at=now, **values)


def attest_again(revision: Revision, *, by: Actor, now: datetime = NOW) -> None:
    """Tick the attestations that edits have unticked."""
    saves = [Save(key=key, changes=dict.fromkeys(names, True)) for key, names in open_attestations(revision).items()]
    save_sections(revision_id=revision.pk, saves=saves, by=by, now=now)


def give_sandbox(of: Organisation) -> None:
    """Give the organisation an active sandbox org, unless it has one."""
    if not of.sandboxes.filter(state="active").exists():
        SandboxOrg.objects.create(organisation=of, region="us1", name=f"{of.slug}-dev", created_at=NOW)


def owner() -> Actor:
    """The owner of a new organisation."""
    return member(organisation(), Role.OWNER)


def organisation_of(by: Actor) -> Organisation:
    return Organisation.objects.get(pk=next(iter(by.organisations)))


def submitted(by: Actor, *, now: datetime = NOW) -> Submission:
    """The first submission of a ready listing; its checks are queued."""
    return submit_revision(revision_id=ready(by, now=now).pk, seen=None, by=by, now=now)


def with_transition(
    revision: Revision, verb: str, *, by: Actor = SYSTEM, now: datetime = NOW, **parameters: object
) -> Revision:
    """The revision after one more transition."""
    with transaction.atomic():
        return apply_to_revision(verb, revision_id=revision.pk, seen=None, by=by, now=now, parameters=parameters)


def live_submission(by: Actor, *, now: datetime = NOW, name: str | None = None, **files: bytes) -> Submission:
    """A ready listing that is live without a review or deep checks."""
    revision = ready(by, name=name, now=now, **files)  # type: ignore[arg-type]  # paths, none of which is called word
    submission = submit_revision(revision_id=revision.pk, seen=None, by=by, now=now)
    go_live(submission, now=now)
    return submission


def go_live(submission: Submission, *, now: datetime = NOW) -> Release:
    """Make the submission live, in any state of its revision."""
    Run.objects.filter(submission=submission, state__in=OPEN_STATES).delete()
    Job.objects.filter(kind="run").delete()
    revision = reloaded(submission.revision_id)
    listing = revision.listing
    Revision.objects.filter(listing=listing, state=RevisionState.PUBLISHED).update(state=RevisionState.SUPERSEDED)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.PUBLISHED)
    release = Release.objects.create(
        listing=listing, submission=submission, kind=ReleaseKind.PUBLISH, at=now, replaces=listing.live_release
    )
    listing.live_release, listing.availability = release, Availability.LISTED
    listing.save()
    return release
