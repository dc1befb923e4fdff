"""Exports of the filtered audit log: their files, who may download them, and when they are deleted."""

import codecs
import csv
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.actions import erase_person
from accounts.actors import actor_of
from accounts.models import Membership, Organisation, Person
from audit.models import Event
from common.actor import Role
from jobs.models import LongRunningState
from operations import exports
from operations.models import AuditExport
from tests.accounts.factories import make_admin, make_member, make_organisation, make_person
from tests.operations.test_audit_pages import NOON, browser_for, record
from tests.retention import remove

pytestmark = pytest.mark.django_db
RunJobs = Callable[[], int]


@pytest.fixture
def admin(data_dir: object) -> Person:
    return make_admin()


@pytest.fixture
def acme() -> Organisation:
    return make_organisation("Acme")


def request_export(client: Client, address: str = "/audit/exports/", **form: str) -> HttpResponse:
    return client.post(address, {"format": "csv", **form})


def content_of(client: Client) -> str:
    """The text of the newest export's file."""
    return bytes_of(client).decode("utf-8-sig")


def bytes_of(client: Client) -> bytes:
    response = client.get(f"/audit/exports/{AuditExport.objects.latest('created_at').pk}/")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename=")
    return b"".join(response)


def test_admin_exports_the_filtered_events_as_csv(admin: Person, acme: Organisation, run_jobs: RunJobs) -> None:
    client, evil = browser_for(admin), make_person("evil", name="=HYPERLINK()")
    for number in range(3):
        record("organisation.update", evil, at=NOON + timedelta(minutes=number), organisation=acme.pk)
    record("person.update", admin, person=admin.pk)

    response = request_export(client, verb="organisation.update")
    run_jobs()

    assert response.url == "/audit/?verb=organisation.update#audit-exports"
    assert bytes_of(client).startswith(codecs.BOM_UTF8)  # Excel would garble the names
    rows = list(csv.DictReader(content_of(client).splitlines()))
    assert [(row["what"], row["who"], row["about"]) for row in rows] == [
        ("Organisation changed", "'=HYPERLINK()", "Acme")
    ] * 3
    assert {(row["actor"], row["details"]) for row in rows} == {
        (str(evil.pk), json.dumps({"organisation": str(acme.pk)}))
    }
    assert rows[0]["time"] > rows[2]["time"]
    assert "3 events" in " ".join(client.get("/audit/").content.decode().split())
    event = Event.objects.get(verb="audit.export")
    assert (event.actor_id, event.object_ids["format"]) == (admin.pk, "csv")


def test_owner_exports_what_the_page_shows_as_json_lines(
    admin: Person, acme: Organisation, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_EVENTS_PER_BATCH", 2)
    owner = browser_for(make_member(acme, Role.OWNER))
    for number in range(5):
        record("organisation.update", admin, at=NOON + timedelta(minutes=number), organisation=acme.pk, export=admin.pk)
    record("staff-note.add", admin, organisation=acme.pk)
    record("organisation.update", admin, organisation=make_organisation("Other").pk)

    request_export(owner, f"/organisation/{acme.slug}/audit/exports/", format="jsonl")
    run_jobs()

    lines = [json.loads(line) for line in content_of(owner).splitlines()]
    assert [line["verb"] for line in lines] == ["audit.export", *["organisation.update"] * 5]
    assert (lines[1]["about"], lines[1]["details"], lines[1]["address"]) == (["Acme"], {}, "")
    assert (lines[1]["actor"], lines[1]["request"]) == ("", "")


def test_only_the_person_who_requested_it_downloads_it_while_it_is_allowed(
    acme: Organisation, admin: Person, run_jobs: RunJobs
) -> None:
    owner = make_member(acme, Role.OWNER)
    request_export(browser_for(owner), f"/organisation/{acme.slug}/audit/exports/")
    run_jobs()
    address = f"/audit/exports/{AuditExport.objects.get().pk}/"
    colleague = make_member(acme, Role.OWNER)

    assert content_of(browser_for(owner)).startswith("time,what")
    assert [browser_for(person).get(address).status_code for person in (colleague, admin)] == [404, 404]
    Membership.objects.filter(person=owner).update(role=Role.EDITOR)
    assert browser_for(owner).get(address).status_code == 403


def test_export_of_somebody_who_lost_the_right_is_refused(acme: Organisation, run_jobs: RunJobs) -> None:
    owner = make_member(acme, Role.OWNER)
    request_export(browser_for(owner), f"/organisation/{acme.slug}/audit/exports/")
    Membership.objects.filter(person=owner).update(role=Role.EDITOR)

    run_jobs()

    export = AuditExport.objects.get()
    assert (export.state, export.refusal_code) == (LongRunningState.REFUSED, "not-allowed")
    assert not default_storage.exists(export.storage_name)


def test_export_of_too_many_events_is_refused(
    admin: Person, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_EVENTS", 2)
    for _ in range(3):
        record("job retried", admin)
    client = browser_for(admin)

    request_export(client)
    run_jobs()

    assert "More than 2 events match" in client.get("/audit/").content.decode()


def test_second_export_waits_for_the_first(admin: Person) -> None:
    client = browser_for(admin)

    request_export(client)
    response = request_export(client, format="jsonl")

    assert response.status_code == 302
    assert AuditExport.objects.get().format == "csv"
    assert request_export(client, format="exe").status_code == 400


def test_files_are_deleted_after_a_week_and_with_the_person(
    admin: Person, acme: Organisation, run_jobs: RunJobs, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    owner = make_member(acme, Role.OWNER)
    make_member(acme, Role.OWNER)
    request_export(browser_for(admin))
    run_jobs()
    request_export(browser_for(owner), f"/organisation/{acme.slug}/audit/exports/")
    run_jobs()
    old, new = AuditExport.objects.order_by("created_at")
    AuditExport.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=7))

    with django_capture_on_commit_callbacks(execute=True):
        remove("audit-exports")

    assert AuditExport.objects.get() == new
    assert [default_storage.exists(row.storage_name) for row in (old, new)] == [False, True]
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person_id=owner.pk, by=actor_of(owner), now=timezone.now())
    assert not default_storage.exists(new.storage_name)
