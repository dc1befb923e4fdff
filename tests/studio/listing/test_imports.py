"""Large archives: read by the worker in a child process, with progress on a page of their own."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import remove_application
from accounts.actors import actor_of_application
from accounts.models import Person
from common.actor import Role
from files.actions import put_blob
from files.models import BlobUse
from jobs.errors import LeaseLost
from jobs.models import Job, LongRunningState
from listings.imports import archive_trial, job, readings
from listings.imports.queued_imports import ImportTarget, StoredFolder, request_stored_import
from listings.models import Import, Listing, Revision
from listings.writes.creation import Contents
from tests.accounts.factories import make_application, make_member, make_organisation, owner_of
from tests.jobs.failing import fail_every_attempt, retried
from tests.markup import compact
from tests.studio.scene import make_scene, signed_in
from tests.tilekit.listing import base_files
from tilekit.scaffold.archive import zip_of_files
from tilekit.scaffold.read import Package
from validation.models import InstantFindings

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
BOARD = "assets/dashboards/acme_widget_overview.json"
LARGE = {**base_files(), "assets/notes.md": b"a\n" * 5_000, "assets/more.txt": b"b" * 300_000}
WIDGET = {"definition": {"type": "timeseries", "title": "Depth", "requests": [{"q": "avg:acme.depth{$a} by {b}"}]}}
BOARDS = {f"assets/dashboards/{n}.json": json.dumps({"widgets": [WIDGET] * 1_150}).encode() for n in range(9)}
HEAVY = {**base_files(), **BOARDS, "noise.bin": os.urandom(50_000)}
HOSTILE = {**base_files(), BOARD: json.dumps({f"k{n}": n for n in range(60_000)}).encode()}


@pytest.fixture
def editor(data_dir: Path) -> Person:
    return make_member(make_organisation("Northquay"), Role.EDITOR)


def sent_by(person: Person, files: dict[str, bytes], *, client: Client | None = None) -> str:
    """The redirect after the archive was sent."""
    archive = SimpleUploadedFile("acme.zip", zip_of_files(files, "acme_widget"))
    response = (client or signed_in(person)).post(reverse("studio:listing-import"), {"upload-uploads": archive})
    assert response.status_code == 302
    return response.headers["Location"]


def answered(person: Person, page: str, client: Client) -> str:
    """The redirect after the questions of an archive that has been read were answered."""
    answers = {"route": "integrations", "offering_type": "integration", "name": "Acme Widget"}
    organisation = str(person.memberships.get().organisation_id)
    return client.post(page, {**answers, "organisation": organisation}).headers["Location"]


def test_upload_without_anything_to_import_offers_a_new_start(editor: Person) -> None:
    client, nothing_used = signed_in(editor), "None of these files can be imported."

    settings_file = SimpleUploadedFile("tilekit.yml", b"checks: {}\n")
    sent = client.post(reverse("studio:listing-import"), {"upload-uploads": settings_file})
    page = client.get(sent.headers["Location"]).content.decode()
    assert nothing_used in compact(page)
    assert "Create draft" in page
    new = client.get(reverse("studio:listing-new")).content.decode()
    assert sent.headers["Location"] not in new  # nothing waits for an answer

    page = client.get(sent_by(editor, base_files(), client=client)).content.decode()
    assert nothing_used not in compact(page)


def test_large_archive_is_read_by_the_worker(editor: Person, run_jobs: Callable[[], int]) -> None:
    client = signed_in(editor)

    page = sent_by(editor, LARGE, client=client)
    waiting = compact(client.get(page).content.decode())
    run_jobs()
    done = answered(editor, page, client)

    row = Import.objects.get()
    assert page == reverse("studio:import", args=[row.pk])
    assert "Waiting to start." in waiting
    assert (row.state, row.progress["done"]) == (LongRunningState.DONE, row.progress["total"])
    assert row.revision is not None
    assert done == reverse("studio:step", args=[row.revision.listing_id, 1, "overview"])
    assert BlobUse.objects.filter(listing_id=row.revision.listing_id).exists()


@pytest.mark.parametrize("is_removed, state", [(False, LongRunningState.DONE), (True, LongRunningState.REFUSED)])
def test_archive_of_an_application_is_read_with_the_rights_it_has_by_then(
    *, is_removed: bool, state: LongRunningState, data_dir: Path, run_jobs: Callable[[], int]
) -> None:
    organisation, now = make_organisation("Northquay"), timezone.now()
    owner = owner_of(organisation)
    application = make_application(organisation, owner)
    blob = put_blob(zip_of_files(LARGE, "acme_widget"), name="acme.zip", now=now)
    target, folder = ImportTarget(organisation_id=organisation.pk), StoredFolder(sha256=blob.sha256, name="acme.zip")
    request_stored_import(folder, target=target, by=actor_of_application(application), now=now)
    if is_removed:
        remove_application(organisation_id=organisation.pk, application_id=application.pk, by=owner, now=now)

    run_jobs()

    assert Import.objects.get().state == state
    made_by = list(Revision.objects.values_list("created_by", flat=True))
    assert made_by == ([] if is_removed else [application.pk])


def test_small_archive_is_read_at_once(editor: Person) -> None:
    sent_by(editor, base_files())

    assert Import.objects.get().state == LongRunningState.DONE
    assert not Job.objects.filter(kind=Import.job_kind).exists()


@pytest.mark.parametrize("limit", [1_000, 15_000_000], ids=["by the worker", "at once"])
def test_hostile_file_becomes_a_finding(
    editor: Person, run_jobs: Callable[[], int], settings: pytest.FixtureRequest, limit: int
) -> None:
    settings.IMPORT_IN_WEB_BYTES = limit

    client = signed_in(editor)
    page = sent_by(editor, HOSTILE, client=client)
    run_jobs()
    answered(editor, page, client)
    revision = Revision.objects.get()
    client.get(reverse("studio:step", args=[revision.listing_id, 1, "overview"]))

    findings = InstantFindings.objects.get(revision=revision).findings
    assert [finding["code"] for finding in findings if finding["file"] == BOARD] == ["GEN-001"]


def test_progress_is_shown_while_the_worker_reads(editor: Person, run_jobs: Callable[[], int]) -> None:
    client = signed_in(editor)
    page = sent_by(editor, LARGE, client=client)
    seen: list[str] = []
    Import.objects.update(state=LongRunningState.RUNNING, progress={"done": 3, "total": 40})
    seen.append(compact(client.get(page).content.decode()))
    seen.append(compact(client.get(f"{page}progress/").content.decode()))
    run_jobs()
    over = client.get(f"{page}progress/")

    assert all("3 of 40 subjects checked." in text and 'hx-trigger="every 1s"' in text for text in seen)
    assert "js/polling" in seen[0]  # stops polling while the page reloads
    assert over.headers["HX-Refresh"] == "true"
    assert "every 1s" not in compact(over.content.decode())


def test_same_archive_sent_twice_is_read_once(editor: Person, run_jobs: Callable[[], int]) -> None:
    pages = {sent_by(editor, LARGE), sent_by(editor, LARGE)}
    run_jobs()

    assert len(pages) == 1
    assert Import.objects.count() == 1


def test_unfinished_imports_are_listed_where_one_imports(editor: Person) -> None:
    client = signed_in(editor)
    page = sent_by(editor, LARGE, client=client)

    assert f'href="{page}"' in compact(client.get(reverse("studio:listing-new")).content.decode())


def test_nobody_else_sees_an_import(editor: Person) -> None:
    page = sent_by(editor, LARGE)
    colleague = make_member(editor.memberships.get().organisation, Role.OWNER)

    assert [signed_in(colleague).get(address).status_code for address in (page, f"{page}progress/")] == [404, 404]


def test_large_archive_fills_a_draft(data_dir: Path, run_jobs: Callable[[], int]) -> None:
    scene = make_scene()
    client = signed_in(scene.editor)
    archive = SimpleUploadedFile("acme.zip", zip_of_files(LARGE, "acme_widget"))

    page = client.post(scene.url("revision-import"), {"upload-uploads": archive}).headers["Location"]
    run_jobs()

    assert "/overview/?fixed=" in client.post(page).headers["Location"]
    assert scene.section().document["title"] == "Acme Widget"


@pytest.mark.parametrize(
    "limits, expected",
    [
        ({"cpu_seconds": 1}, "takes more than 1 seconds to read. The largest part is"),
        ({"memory_mb": 60}, "needs more than 60 MB of memory to read. The largest part is"),
    ],
    ids=["time", "memory"],
)
def test_archive_that_needs_more_than_the_limits_is_refused(
    editor: Person,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    limits: dict[str, int],
    expected: str,
) -> None:
    client = signed_in(editor)
    tried = archive_trial.try_archive
    monkeypatch.setattr(job, "try_archive", lambda data, note, within: tried(data, note, within=within, **limits))

    page = sent_by(editor, HEAVY, client=client)
    run_jobs()

    row = Import.objects.get()
    assert (row.state, Listing.objects.exists()) == (LongRunningState.REFUSED, False)
    assert expected in compact(client.get(page).content.decode())
    assert Job.objects.get(kind=Import.job_kind).state == "done"


def test_refused_archive_says_why_in_the_language_of_its_sender(editor: Person, run_jobs: Callable[[], int]) -> None:
    editor.language = "fr"
    editor.save()
    client = signed_in(editor)

    page = sent_by(editor, {**LARGE, "../out.txt": b""}, client=client)
    run_jobs()

    assert Import.objects.get().state == LongRunningState.REFUSED
    assert "../out.txt" in compact(client.get(page).content.decode())


def test_every_few_stored_files_renew_the_lease(
    editor: Person, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_by(editor, LARGE)
    heard: list[Callable[[], None]] = []
    store = readings.store_files

    def stored(package: Package, *, now: datetime, on_batch: Callable[[], None]) -> Contents:
        on_batch()
        heard.append(on_batch)
        return store(package, now=now, on_batch=on_batch)

    monkeypatch.setattr(readings, "store_files", stored)
    run_jobs()

    assert len(heard) == 1
    with pytest.raises(LeaseLost):  # the job is over
        heard[0]()


def test_import_that_breaks_by_our_fault_says_so_and_can_be_retried(
    editor: Person, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(editor)
    page = sent_by(editor, LARGE, client=client)

    failed = fail_every_attempt(monkeypatch, Import.job_kind)
    assert "because of a problem on our side" in compact(client.get(page).content.decode())

    assert retried(failed) is not None
    run_jobs()

    assert Import.objects.get().state == LongRunningState.DONE


def test_import_that_waits_for_another_attempt_is_delayed(editor: Person) -> None:
    client = signed_in(editor)
    page = sent_by(editor, LARGE, client=client)
    assert "delayed" not in client.get(page).content.decode()

    Job.objects.filter(kind=Import.job_kind).update(attempt=1)

    shown = compact(client.get(page).content.decode())
    assert "The import is delayed because of a problem on our side." in shown
    assert 'hx-trigger="every 1s"' in shown


def test_import_whose_archive_was_sent_again_is_not_retried(editor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    sent_by(editor, LARGE)
    failed = fail_every_attempt(monkeypatch, Import.job_kind)
    sent_by(editor, LARGE)

    assert retried(failed) is None
