"""A leaked secret is erased in texts, JSON and bytes of every table; digests and versions stay."""

import io
import json
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.models import Person
from api.models import IdempotencyKey
from audit.models import Event
from common.actor import SYSTEM
from common.errors import NotAllowed
from listings.actions import submit_revision
from listings.models import Section, Submission
from operations.erasure import erasing
from operations.erasure.columns import SearchedColumn
from operations.erasure.leaked_secret import TOMBSTONE, LeakedSecret
from operations.errors import SecretNotErasable
from reviews.models import Comment
from tests.audit.chain import seal_all
from tests.listings.scene import NOW, member, organisation, staff
from tests.reviews.scene import InReview, in_review
from tests.validation.scene import attest_again

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
SECRET = 'pa"ss/w ö&rd-4711'
FILE = json.dumps({"key": SECRET}).replace("/", r"\/")


@pytest.fixture
def scene() -> InReview:
    """A submitted listing whose description, last comment and draft contain the secret."""
    scene = in_review()
    scene.comment(body=f"Why is {SECRET} here?")
    scene.send_back()
    address = f"https://a.example/?key={quote(SECRET, safe='')}"
    scene.edit(
        "setup", setup_md=f"1. Sign in with {SECRET}.\n2. Open {address} or {address.lower()}.\n3. Use `{FILE}`."
    )
    attest_again(scene.revision, by=scene.owner, now=NOW)
    submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=NOW)
    return scene


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, secret: str = SECRET) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{secret}\n"))
    output = io.StringIO()
    call_command("erase_secret", *arguments, stdout=output)
    return output.getvalue()


def texts_of_database() -> str:
    """All rows of all tables, as texts."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            rows += [str(bytes(v) if isinstance(v, memoryview) else v) for row in cursor.fetchall() for v in row]
    return "\n".join(rows)


@pytest.mark.slow
def test_no_form_of_the_secret_is_left(scene: InReview, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {row.pk: (row.digest, row.terms_digest, row.section_digests) for row in Submission.objects.all()}
    versions = dict(Section.objects.values_list("pk", "version"))
    rehearsed = run(monkeypatch, "--rehearse")
    assert "reviews.Comment.body: 1\n" in rehearsed
    assert any(form in texts_of_database() for form in LeakedSecret(SECRET).forms)

    assert "listings.Submission.documents: 1, 1 erased\n" in run(monkeypatch)

    texts = texts_of_database()
    assert [form for form in (*LeakedSecret(SECRET).forms, SECRET[-7:]) if form in texts] == []
    assert Comment.objects.filter(body=f"Why is {TOMBSTONE} here?").exists()
    assert {row.pk: (row.digest, row.terms_digest, row.section_digests) for row in Submission.objects.all()} == before
    assert dict(Section.objects.values_list("pk", "version")) == versions
    assert run(monkeypatch) == "The secret isn't in the database or in a file.\n"


def test_pages_of_the_listing_still_open(scene: InReview, monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    run(monkeypatch)
    client.force_login(Person.objects.get(pk=scene.owner.id))
    response = client.get(f"/listings/{scene.revision.listing_id}/", follow=True)
    assert response.status_code == 200
    assert SECRET not in response.content.decode()


def test_events_of_the_audit_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client sent the secret as the ID of a request."""
    event = Event.objects.create(actor_kind="system", verb="key.use", request_id="secret-4711", at=NOW)
    seal_all(now=NOW.replace(year=2030))
    assert "audit events: 1, 1 erased\n" in run(monkeypatch, secret="secret-4711")
    assert Event.objects.get(pk=event.pk).request_id == TOMBSTONE
    output = io.StringIO()
    call_command("verify_audit", stdout=output)
    assert "Events from which a leaked secret was erased: 1\n" in output.getvalue()


def test_events_name_columns_and_numbers_only(scene: InReview, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch)
    events = Event.objects.filter(verb="secret.erase")
    assert {"column": "reviews.Comment.body", "rows": 1} in events.values_list("object_ids", flat=True)
    assert {frozenset(event.object_ids) for event in events} == {frozenset({"column", "rows"})}


@pytest.mark.slow
def test_a_stopped_run_continues(scene: InReview, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch is complete with its event or not at all, and the next run erases the rest."""
    for number in range(3):
        scene.comment(body=f"{number}: {SECRET}")
    monkeypatch.setattr(erasing, "_ROWS_PER_BATCH", 1)
    erase, calls = erasing.erase_in_rows, []

    def killed(column: SearchedColumn, *args: object, **kwargs: object) -> int:
        calls.append(column)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return erase(column, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(erasing, "erase_in_rows", killed)
    with pytest.raises(KeyboardInterrupt):
        run(monkeypatch)
    assert Event.objects.filter(verb="secret.erase").count() == 2
    monkeypatch.setattr(erasing, "erase_in_rows", erase)
    run(monkeypatch)
    assert run(monkeypatch, "--rehearse") == "The secret isn't in the database or in a file.\n"


def test_unique_names_stay_unique(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (organisation(f"{SECRET}{end}", slug=f"org-{end}", vendor_id=f"v{end}") for end in "ab")
    type(first).objects.filter(pk=first.pk).update(slug="leaked-slug-1")
    type(first).objects.filter(pk=second.pk).update(slug="[erased]")
    run(monkeypatch, secret="leaked-slug-1")
    first.refresh_from_db()
    assert first.slug == f"[erased {str(first.pk)[-8:]}]"


def test_protected_rows_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trigger refuses to change a confirmed vendor ID."""
    admin = Person.objects.get(pk=staff(is_admin=True).id)
    organisation("Acme", vendor_id="vendor-4711", vendor_confirmed_at=NOW, vendor_confirmed_by=admin)
    with pytest.raises(CommandError, match=r"accounts\.Organisation\.vendor_id"):
        run(monkeypatch, secret="vendor-4711")


def test_bytes_of_stored_responses(monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps({"title": SECRET}).encode()
    column = SearchedColumn(IdempotencyKey, "body")
    assert column.erased(body, LeakedSecret(SECRET)) == b'{"title": "[erased]"}'


@pytest.mark.parametrize("text", ["short", "[erased]", "nul\0character", ""])
def test_secrets_that_cannot_be_erased(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SecretNotErasable):
        LeakedSecret(text)
    with pytest.raises(CommandError):
        run(monkeypatch, secret=text)


def test_only_admins_and_operators_erase() -> None:
    column, secret = SearchedColumn(Comment, "body"), LeakedSecret(SECRET)
    with pytest.raises(NotAllowed):
        erasing.erase_in_rows(column, [], secret=secret, by=member(organisation("Beta")), now=NOW)
    assert erasing.erase_in_rows(column, [], secret=secret, by=SYSTEM, now=NOW) == 0
    assert SECRET not in repr(secret)
