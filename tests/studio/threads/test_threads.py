"""Comments of reviewers are shown at the field, the row or the line, and are answered there."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from common.actor import Role
from listings.actions import attach_file
from listings.queries import renames_of
from reviews.actions import NewThread, open_thread, reply_to_thread, resolve_thread
from reviews.models import Comment, Thread
from studio.wizard.page.step.problems import next_problem
from studio.wizard.page.wizard import Wizard
from tests.files.outage import make_unavailable
from tests.listings.scene import NOW, member
from tests.markup import compact
from tests.reviews.scene import InReview, after, browser_of, in_review, today

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
CSV = "data.metadata_csv"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> InReview:
    return in_review()


@pytest.fixture
def partner(scene: InReview) -> Client:
    return browser_of(scene.owner)


def step(scene: InReview, key: str, **query: str) -> str:
    return reverse("studio:step", args=[scene.revision.listing_id, scene.revision.number, key])


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return compact(response.content.decode())


def field_of(page: str, name: str) -> str:
    """The HTML of a field, up to the next field."""
    return page.partition(f'data-field="{name}"')[2].partition('data-field="')[0]


def post_reply(client: Client, scene: InReview, thread: Thread, text: str, key: str = "overview") -> HttpResponse:
    """The data that a browser without scripts sends when the button at the thread is pressed."""
    fields = {"section": key, f"reply.{thread.pk}": text, "_reply": str(thread.pk)}
    return client.post(step(scene, key), fields)  # type: ignore[return-value]


def test_field_shows_comments_and_replies(scene: InReview, partner: Client) -> None:
    thread = scene.comment(body="Why *this* title?", is_blocking=True)
    reply_to_thread(thread_id=thread.pk, body="It is the name of the product.", by=scene.owner, now=NOW)
    scene.send_back()

    title_field = field_of(page(partner, step(scene, "overview")), "title")

    assert f'id="thread-{thread.pk}"' in title_field
    assert "<em>this</em>" in title_field
    assert "Documentation" in title_field
    assert "It is the name of the product." in title_field
    assert f'href="{scene.revision.listing.get_absolute_url()}#thread-{thread.pk}"' in title_field


def test_reply_is_sent_from_the_field_without_scripts(scene: InReview, partner: Client) -> None:
    thread = scene.comment(is_blocking=True)
    scene.send_back()

    response = post_reply(partner, scene, thread, "It is the product's name.")

    assert response.url == f"{step(scene, 'overview')}#thread-{thread.pk}"  # type: ignore[attr-defined]
    assert Comment.objects.filter(thread=thread, is_partner=True, body="It is the product's name.").count() == 1


def test_typed_fields_are_saved_with_the_reply(scene: InReview, partner: Client) -> None:
    thread = scene.comment(is_blocking=True)
    scene.send_back()
    section = scene.revision.sections.get(key="overview")

    fields = {"section": "overview", "version": section.version, "short_description": "Typed beside"}
    partner.post(step(scene, "overview"), {**fields, f"reply.{thread.pk}": "Yes.", "_reply": str(thread.pk)})

    section.refresh_from_db()
    assert section.document["short_description"] == "Typed beside"


def test_typed_fields_are_saved_before_a_suggestion_is_accepted(scene: InReview, partner: Client) -> None:
    thread = scene.comment(path="overview.title", suggestion="Acme Queue", now=today())
    scene.send_back(now=today())
    section, address = scene.revision.sections.get(key="overview"), step(scene, "overview")
    button = BeautifulSoup(page(partner, address), "html.parser").select_one("#start button[value^=apply-suggestion]")
    assert button

    fields = {"section": "overview", "version": section.version, "short_description": "Typed beside"}
    done = partner.post(address, {**fields, "_thread": str(button["value"])}, follow=True)

    section.refresh_from_db()
    thread.refresh_from_db()
    assert (section.document["short_description"], section.document["title"]) == ("Typed beside", "Acme Queue")
    assert done.redirect_chain[-1][0].startswith(address)
    assert "The suggested change was saved in your draft." in done.content.decode()


def test_own_question_is_resolved_from_a_step_that_is_closed(scene: InReview, partner: Client) -> None:
    question = NewThread(path="overview.title", body="May we rename it?")
    thread = open_thread(revision_id=scene.revision_id, new_thread=question, team="", by=scene.owner, now=NOW)
    address = step(scene, "overview")
    assert f'value="resolve {thread.pk} {address}' in page(partner, address)

    done = partner.post(address, {"section": "overview", "_thread": f"resolve {thread.pk} {address}"}, follow=True)

    thread.refresh_from_db()
    assert thread.is_resolved
    assert done.redirect_chain[-1][0] == address


@pytest.mark.parametrize("pressed", ["x", "resolve", "resolve x", "delete 01a1f8c1-9692-7a22-b34b-358812f7943c /"])
def test_unknown_button_of_a_thread_is_not_found(scene: InReview, partner: Client, pressed: str) -> None:
    assert partner.post(step(scene, "overview"), {"section": "overview", "_thread": pressed}).status_code == 404


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5001])
def test_refused_reply_shows_its_error_and_text_in_its_box(scene: InReview, partner: Client, text: str) -> None:
    thread = scene.comment(is_blocking=True)
    scene.send_back()

    response = post_reply(partner, scene, thread, text)

    title_field = field_of(compact(response.content.decode()), "title")
    assert response.status_code == 422
    assert "Write between 1 and 5000 characters." in title_field
    assert f">{text}</textarea>" in title_field
    assert not Comment.objects.filter(thread=thread, is_partner=True).exists()


def test_reply_is_sent_while_the_listing_is_in_review(scene: InReview, partner: Client) -> None:
    thread = scene.comment(is_blocking=True)

    post_reply(partner, scene, thread, "Here you are.")

    assert Comment.objects.filter(thread=thread, is_partner=True).exists()


def test_reply_to_a_thread_resolved_meanwhile_is_refused_there(scene: InReview, partner: Client) -> None:
    thread = scene.comment(is_blocking=True)
    scene.send_back()
    resolve_thread(thread_id=thread.pk, by=scene.team("documentation"), now=NOW)

    response = post_reply(partner, scene, thread, "Too late")

    assert response.status_code == 422
    assert "This thread is resolved." in field_of(compact(response.content.decode()), "title")


@pytest.mark.parametrize("pressed", ["x", "01a1f8c1-9692-7a22-b34b-358812f7943c"])
def test_reply_to_an_unknown_thread_is_not_found(scene: InReview, partner: Client, pressed: str) -> None:
    assert partner.post(step(scene, "overview"), {"section": "overview", "_reply": pressed}).status_code == 404


def test_scripts_get_the_thread_with_the_reply(scene: InReview, partner: Client) -> None:
    thread = scene.comment(is_blocking=True)
    address = reverse("studio:thread-reply", args=[thread.listing_id, thread.pk])

    response = partner.post(address, {f"reply.{thread.pk}": "Done."}, headers={"HX-Request": "true"})
    refused = partner.post(address, {f"reply.{thread.pk}": ""}, headers={"HX-Request": "true"})

    assert (response.status_code, refused.status_code) == (200, 422)
    assert "Done." in compact(response.content.decode())
    assert "answered" in response.headers["HX-Trigger"]
    assert compact(response.content.decode()).lstrip().startswith("<article")
    assert "Write between" in compact(refused.content.decode())


def test_refused_reply_on_the_listing_page_is_shown_in_its_box(scene: InReview, partner: Client) -> None:
    thread = scene.comment()
    address = reverse("studio:thread-reply", args=[thread.listing_id, thread.pk])

    response = partner.post(address, {f"reply.{thread.pk}": " "})

    assert response.status_code == 422
    assert "Write between" in compact(response.content.decode()).partition(f'id="thread-{thread.pk}"')[2]


def test_question_that_is_not_taken_is_said_at_its_box_and_kept(scene: InReview, partner: Client) -> None:
    text = "x" * 5001
    address = reverse("studio:thread-open", args=[scene.revision.listing_id])

    refused, empty = partner.post(address, {"body": text}), partner.post(address, {"body": " "})

    for response, typed in ((refused, text), (empty, " ")):
        form = compact(response.content.decode()).partition(f'action="{address}')[2].partition("</form>")[0]
        assert response.status_code == 422
        assert "Write between 1 and 5000 characters." in form
        assert f">{typed}</textarea>" in form
    assert not Thread.objects.exists()


def test_remarks_among_staff_are_not_shown(scene: InReview, partner: Client) -> None:
    scene.comment(is_internal=True, body="Between us")

    assert "Between us" not in page(partner, step(scene, "overview"))


def test_viewer_reads_what_was_said_and_gets_no_box(scene: InReview) -> None:
    thread = scene.comment(body="Why this title?")
    viewer = member(scene.revision.listing.organisation, Role.VIEWER)

    title_field = field_of(page(browser_of(viewer), step(scene, "overview")), "title")

    assert "Why this title?" in title_field
    assert f"reply.{thread.pk}" not in title_field
    assert post_reply(browser_of(viewer), scene, thread, "No").status_code == 403


# -- rows, lines and removed places


def test_row_and_cell_show_their_threads(scene: InReview, partner: Client) -> None:
    key = scene.revision.sections.get(key="overview").document["media"][0]["key"]
    row = scene.comment(path=f"overview.media[{key}]", body="Is this one needed?")
    cell = scene.comment(path=f"overview.media[{key}].caption", body="Say what one sees.")

    shown = page(partner, step(scene, "overview"))

    assert f'id="thread-{cell.pk}"' in field_of(shown, f"media.{key}.caption")
    assert shown.count(f'id="thread-{row.pk}"') == 1


def test_thread_of_a_row_that_is_gone_is_outdated_and_keeps_what_stood_there(scene: InReview, partner: Client) -> None:
    media = scene.revision.sections.get(key="overview").document["media"]
    thread = scene.comment(path=f"overview.media[{media[0]['key']}].caption", is_blocking=True)
    scene.send_back()
    scene.edit(media=media[1:])

    article = page(partner, step(scene, "overview")).partition(f'id="thread-{thread.pk}"')[2].partition("</article>")[0]

    assert "outdated" in article
    assert "Blocking" in article
    assert thread.excerpt
    assert thread.excerpt in article


def test_thread_about_a_whole_section_or_a_written_file_stands_above_the_form(scene: InReview, partner: Client) -> None:
    thread = scene.comment(path="", file="README.md", line=1)

    shown = page(partner, step(scene, "setup"))

    assert f'id="thread-{thread.pk}"' in shown.partition('id="form-setup-fields"')[0]


def metric_thread(scene: InReview, line: int = 3) -> Thread:
    file = scene.submission.documents["data"]["metadata_csv"]["name"]
    return scene.comment("engineering", path="", file=file, line=line, is_blocking=True, body="Is it a rate?")


def record_of(scene: InReview, thread: Thread) -> int | None:
    wizard = Wizard(revision=scene.revision, actor=scene.owner)
    return next(talk.place.record for talk in wizard.threads if talk.thread.id == thread.pk)


def rewrite(scene: InReview, change: dict[str, str], renames: dict[str, str] | None = None) -> None:
    wizard = Wizard(revision=scene.revision, actor=scene.owner)
    text = wizard.metrics.data.decode()
    for old, new in change.items():
        text = text.replace(old, new)
    attach_file(
        revision_id=scene.revision_id,
        path=CSV,
        name="metadata.csv",
        content=text.encode(),
        renames=renames or {},
        by=scene.owner,
        now=after(hours=1),
    )


def test_thread_on_a_metric_stands_at_its_row(scene: InReview, partner: Client) -> None:
    thread = metric_thread(scene)

    shown = page(partner, step(scene, "metrics"))

    assert record_of(scene, thread) == 1
    assert f'id="thread-{thread.pk}"' in shown.partition('id="findings-1"')[2].partition("</tr>")[0]
    assert shown.count(f'id="thread-{thread.pk}"') == 1


def test_thread_follows_its_line_when_others_come_before_it(scene: InReview) -> None:
    thread = metric_thread(scene)
    scene.send_back("engineering")
    first = Wizard(revision=scene.revision, actor=scene.owner).metrics.data.decode().splitlines()[1]

    rewrite(scene, {first: f"{first}\n{first.replace('.', '.other.', 1)}"})

    assert record_of(scene, thread) == 2


def test_home_of_the_listing_shows_threads_while_files_cannot_be_read(
    scene: InReview, partner: Client, data_dir: Path, settings: Settings
) -> None:
    metric_thread(scene)
    scene.send_back()
    make_unavailable(data_dir, settings)

    assert "metadata.csv, line 3" in page(partner, scene.revision.listing.get_absolute_url())


def test_thread_of_a_metric_that_is_gone_is_outdated(scene: InReview, partner: Client) -> None:
    thread = metric_thread(scene)
    scene.send_back("engineering")
    line = Wizard(revision=scene.revision, actor=scene.owner).metrics.data.decode().splitlines()[2]

    rewrite(scene, {f"{line}\n": ""})

    article = page(partner, step(scene, "data")).partition(f'id="thread-{thread.pk}"')[2].partition("</article>")[0]
    assert record_of(scene, thread) is None
    assert "outdated" in article


def type_cells(scene: InReview, **cells: str) -> None:
    """Save cells as the metrics table does, "cell.<row>.<column>"."""
    wizard = Wizard(revision=scene.revision, actor=scene.owner)
    data = {"sha256": wizard.metrics.sha256, **{name.replace("__", "."): value for name, value in cells.items()}}
    address = reverse("studio:metrics", args=[scene.revision.listing_id, scene.revision.number])
    browser_of(scene.owner).post(address, data, headers={"HX-Request": "true"})


def test_thread_follows_a_metric_that_is_renamed_in_the_table(scene: InReview, partner: Client) -> None:
    thread = metric_thread(scene)
    scene.send_back("engineering")

    type_cells(scene, cell__1__metric_name="acme_widget.queue.backlog", cell__1__description="Waiting messages.")

    assert renames_of(scene.revision_id).entries[-1][2] == {"acme_widget.queue.depth": "acme_widget.queue.backlog"}
    assert record_of(scene, thread) == 1


def test_name_of_another_metric_is_no_new_name(scene: InReview) -> None:
    scene.send_back("engineering")

    type_cells(scene, cell__1__metric_name="acme_widget.queue.consumers")

    assert not renames_of(scene.revision_id).entries


# -- counts and the next comment


def test_task_list_counts_open_comments_and_says_which_wait(scene: InReview, partner: Client) -> None:
    scene.comment(is_blocking=True)
    scene.comment(path="overview.categories")
    scene.send_back()

    task = page(partner, step(scene, "support")).partition(f'href="{step(scene, "overview")}"')[2].partition("</a>")[0]

    assert '<span class="sr">2 open comments, at least one of which needs your reply' in task


def test_next_problem_stops_at_a_blocking_comment_until_it_is_answered(scene: InReview) -> None:
    thread = scene.comment(is_blocking=True)
    scene.comment(path="overview.categories")
    scene.send_back()
    assert first_problem(scene) == f"{step(scene, 'overview')}#thread-{thread.pk}"

    reply_to_thread(thread_id=thread.pk, body="Because.", by=scene.owner, now=NOW)

    assert first_problem(scene) == ""


def test_next_problem_passes_a_comment_whose_field_was_changed(scene: InReview) -> None:
    scene.comment(is_blocking=True)
    scene.send_back()

    scene.edit(title="Another title")

    assert "#thread-" not in first_problem(scene)


def first_problem(scene: InReview) -> str:
    return next_problem(Wizard(revision=scene.revision, actor=scene.owner))


def test_review_and_submit_lists_open_comments(scene: InReview, partner: Client) -> None:
    thread = scene.comment(is_blocking=True, body="Why this title?")
    scene.send_back()

    shown = page(partner, step(scene, "review"))

    assert f'href="{step(scene, "overview")}#thread-{thread.pk}"' in shown.partition('id="open-comments"')[2]
    assert "Why this title?" in shown
    assert "To do: 1 unanswered comment" in shown


def test_wizard_costs_the_same_for_many_threads(scene: InReview, partner: Client) -> None:
    scene.comment(is_blocking=True)
    few = queries(partner, scene)
    for number in range(8):
        scene.comment(is_blocking=True, path="overview.categories", body=f"Turn {number}")

    assert queries(partner, scene) == few


def queries(partner: Client, scene: InReview) -> int:
    partner.get(step(scene, "overview"))
    with CaptureQueriesContext(connection) as captured:
        partner.get(step(scene, "overview"))
    return len(captured)


def test_suggested_text_is_offered_until_the_field_holds_another(scene: InReview, partner: Client) -> None:
    thread = scene.comment(path="overview.title", suggestion="Acme Queue")
    scene.send_back()
    number, listing_id = scene.revision.number, scene.revision.listing_id
    findings = reverse("studio:findings", args=[listing_id, number, "overview"])
    addresses = (step(scene, "overview"), findings, f"/listings/{listing_id}/")
    offer = re.compile(f"apply-suggestion {thread.pk}|/threads/{thread.pk}/apply-suggestion/")
    assert all(offer.search(page(partner, address)) for address in addresses)

    scene.edit(title="Acme Other")

    assert not any(offer.search(page(partner, address)) for address in addresses)
    assert f'id="suggestion-{thread.pk}" hx-swap-oob' in page(partner, findings)
    scene.edit(title="Acme Widget")
    assert offer.search(page(partner, step(scene, "overview")))
