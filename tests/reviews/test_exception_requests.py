"""Partners request OAuth exceptions from a draft, which cannot be submitted before one is granted."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Event
from common.actor import Actor
from common.errors import NotPossible
from files.models import BlobUse
from listings.actions import save_section, submit_revision
from listings.actions.requests import change_request, send_request
from listings.maintenance import expire_requests, remove_unused_files
from listings.models import Revision
from listings.states.revision_states import RevisionState
from notices.models import Notice
from page_parts.times import format_time
from reviews.errors import ExceptionOpen
from reviews.lifecycles.exceptions import EXCEPTIONS, GRANT
from reviews.models import ExceptionRequest, ExceptionState
from tests.listings.scene import member, organisation, reloaded
from tests.reviews.scene import DOCS, browser_of, html_of, reviewer_for, today
from tests.sandboxes.scene import refused
from tests.validation.scene import grant_exception, ready

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
ECOSYSTEMS, WHY = "ecosystems", "Customers host the product themselves."
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Revision:
    """A draft that is ready except for its exception."""
    revision = ready(member(organisation()))
    ExceptionRequest.objects.all().delete()
    return revision


@pytest.fixture
def draft(scene: Revision) -> Revision:
    return reloaded(scene.pk)


@pytest.fixture
def editor(draft: Revision) -> Actor:
    return member(draft.listing.organisation)


@pytest.fixture
def reviewer() -> Actor:
    return reviewer_for(ECOSYSTEMS)


def ask(draft: Revision, by: Actor, **values: object) -> ExceptionRequest:
    row, parameters = ExceptionRequest(listing=draft.listing, reason=WHY), {"reason": WHY}
    return send_request(EXCEPTIONS, row, parameters=parameters, by=by, now=today(), **values)  # type: ignore[arg-type]


def form_of(draft: Revision) -> str:
    return f"/listings/{draft.listing_id}/oauth-exception/"


def kinds(person: Actor) -> list[str]:
    rows = Notice.objects.filter(person_id=person.id, kind__startswith="oauth-exception.").order_by("created_at", "pk")
    return [kind.removeprefix("oauth-exception.") for kind in rows.values_list("kind", flat=True)]


def reason_against_submitting(draft: Revision, by: Actor) -> tuple[str, str]:
    """The code and the link of the reason."""
    with pytest.raises(NotPossible) as refusal:
        submit_revision(revision_id=draft.pk, seen=None, by=by, now=today())
    (code,), (link,) = refusal.value.context["codes"], refusal.value.context["links"]  # type: ignore[misc]
    return code, link


def test_draft_needs_a_granted_exception_that_has_not_ended(draft: Revision, editor: Actor) -> None:
    form, over = form_of(draft), today() - timedelta(seconds=1)
    assert reason_against_submitting(draft, editor) == ("exception-missing", form)

    request = ask(draft, editor)
    page, rows = request.get_absolute_url(), ExceptionRequest.objects.filter(pk=request.pk)
    assert reason_against_submitting(draft, editor) == ("exception-unanswered", page)
    for values, expected in (
        ({"state": "declined", "decided_at": today()}, ("exception-declined", page)),
        ({"state": "withdrawn"}, ("exception-withdrawn", form)),
        ({"state": "granted", "until": over}, ("exception-expired", form)),  # the job has not run yet
        ({"state": "expired"}, ("exception-expired", form)),
    ):
        rows.update(**values)
        assert reason_against_submitting(draft, editor) == expected

    grant_exception(draft.listing, now=today() - timedelta(days=9))  # an earlier one that has not ended counts
    submit_revision(revision_id=draft.pk, seen=None, by=editor, now=today())
    assert reloaded(draft.pk).state == RevisionState.SUBMITTED


def test_other_methods_need_no_exception(draft: Revision, editor: Actor) -> None:
    changes = {"code_type": "tile_only"}
    save_section(revision_id=draft.pk, key="configuration", version=None, changes=changes, by=editor, now=today())

    with pytest.raises(NotPossible) as refusal:
        submit_revision(revision_id=draft.pk, seen=None, by=editor, now=today())

    assert not any(code.startswith("exception") for code in refusal.value.context["codes"])  # type: ignore[attr-defined]


def test_pages_of_the_draft_lead_to_the_form(draft: Revision, editor: Actor) -> None:
    browser, link = browser_of(editor), f'href="{form_of(draft)}"'
    steps = f"/listings/{draft.listing_id}/revisions/1"
    assert link in html_of(browser, f"{steps}/review/")
    assert link in html_of(browser, f"{steps}/configuration/")
    assert "Reason for not using OAuth" not in html_of(browser, f"{steps}/configuration/")

    request = ask(draft, editor)

    page = f'href="{request.get_absolute_url()}"'
    assert page in html_of(browser, f"{steps}/configuration/")
    assert page in html_of(browser, draft.listing.get_absolute_url())


def test_request_with_files_is_decided_in_the_queue(draft: Revision, editor: Actor, reviewer: Actor) -> None:
    files = [SimpleUploadedFile("network.pdf", PDF), SimpleUploadedFile("notes.txt", b"Port 8125")]
    sent = browser_of(editor).post(form_of(draft), {"reason": WHY, "files": files})
    request = ExceptionRequest.objects.get()
    page = request.get_absolute_url()
    assert (sent.status_code, sent.headers["Location"]) == (302, page)
    assert [file["name"] for file in request.files] == ["network.pdf", "notes.txt"]
    assert kinds(reviewer) == ["requested"]

    team, others = browser_of(reviewer), browser_of(reviewer_for(DOCS))
    for address in ("/queue/requests/", "/queue/requests/?kind=oauth-exception", "/"):
        assert f'href="{page}"' in html_of(team, address)
    assert f'href="{page}"' not in html_of(others, "/queue/requests/")
    html = html_of(team, page)
    file = f"/files/{draft.listing_id}/{request.files[0]['sha256']}/"
    assert file in html
    assert "network.pdf" in html
    assert WHY in html
    assert b"".join(team.get(file)) == PDF
    assert (others.get(file).status_code, others.get(page).status_code) == (404, 404)

    until = today().date() + timedelta(days=90)
    assert team.post(f"{page}grant/", {"reason": "Fine until you host it.", "until": until}).status_code == 302

    request.refresh_from_db()
    assert (request.state, request.until and request.until.date()) == (ExceptionState.GRANTED, until)
    assert kinds(editor) == ["granted"]
    assert Event.objects.get(verb="review.answer-exception").actor_id == reviewer.id
    html = html_of(browser_of(editor), page)
    assert "Fine until you host it." in html
    step = html_of(browser_of(editor), f"/listings/{draft.listing_id}/revisions/1/configuration/")
    assert f"You can submit the listing without OAuth until {format_time(request.until)}." in step
    assert "Continue with the listing" in html
    submit_revision(revision_id=draft.pk, seen=None, by=editor, now=today())


@pytest.mark.parametrize(
    "files, text",
    [
        ([("page.zip", b"PK\x03\x04")], "page.zip was rejected."),
        ([("large.txt", b"x" * 10_000_001)], "large.txt is larger than 10 MB. Choose a smaller file."),
        ([(f"{n}.txt", b"x") for n in range(6)], "Choose at most 5 files."),
    ],
)
def test_files_have_limits(draft: Revision, editor: Actor, files: list[tuple[str, bytes]], text: str) -> None:
    uploads = [SimpleUploadedFile(*file) for file in files]

    response = browser_of(editor).post(form_of(draft), {"reason": WHY, "files": uploads})

    assert (response.status_code, text in response.content.decode()) == (422, True)
    assert WHY in response.content.decode()
    assert not ExceptionRequest.objects.exists()


def test_messages_add_files_that_are_kept(draft: Revision, editor: Actor, reviewer: Actor) -> None:
    request = ask(draft, editor)
    message = {"message": "See the plan.", "files": [SimpleUploadedFile("plan.pdf", PDF)]}
    assert browser_of(editor).post(f"{request.get_absolute_url()}message/", message).status_code == 302
    assert kinds(reviewer) == ["requested", "message"]

    remove_unused_files(now=today() + timedelta(days=3), renew=lambda: None)

    request.refresh_from_db()
    (file,) = request.files
    assert (file["name"], BlobUse.objects.filter(blob__sha256=file["sha256"]).exists()) == ("plan.pdf", True)


def test_only_one_request_waits(draft: Revision, editor: Actor, reviewer: Actor) -> None:
    request = ask(draft, editor)

    with refused(ExceptionOpen):
        ask(draft, editor)
    assert browser_of(editor).get(form_of(draft)).headers["Location"] == request.get_absolute_url()
    assert [list(EXCEPTIONS.waiting_for(by)) for by in (reviewer, editor, reviewer_for(DOCS))] == [[request], [], []]


def test_form_begins_with_the_reason_in_an_earlier_draft(draft: Revision, editor: Actor) -> None:
    section = draft.sections.get(key="configuration")
    section.document["exception_request"] = WHY
    section.save()

    assert WHY in html_of(browser_of(editor), form_of(draft))


def test_partner_is_reminded_once_before_the_exception_expires(draft: Revision, editor: Actor, reviewer: Actor) -> None:
    request, now = ask(draft, editor), today()
    end = now + timedelta(days=60)
    change_request(EXCEPTIONS, request.pk, GRANT, parameters={"reason": "Yes", "until": end}, by=reviewer, now=now)

    seen = []
    for days in (45, 47, 48, 60, 61):
        expire_requests(now=now + timedelta(days=days), renew=lambda: None)
        seen.append(kinds(editor)[-1])

    assert seen == ["granted", "ends-soon", "ends-soon", "expired", "expired"]
    assert kinds(editor) == ["granted", "ends-soon", "expired"]
    assert kinds(reviewer) == ["requested", "expired"]
    assert reason_against_submitting(draft, editor) == ("exception-expired", form_of(draft))
    html = html_of(browser_of(editor), request.get_absolute_url())
    assert "Partner reminded of the end date" in html
    assert "Write a new request" in html
