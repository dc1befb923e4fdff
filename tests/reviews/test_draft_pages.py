"""Comments that are not sent yet on the page of a review, with and without scripts."""

import re
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import TeamMembership
from common.actor import TeamRole
from listings.actions import replace_submission
from listings.models import Submission
from reviews.actions.drafts import content_of
from reviews.models import CommentDraft, CommentPriority, Thread
from tests.markup import compact
from tests.reviews.scene import DOCS, InReview, browser_of, copies_of, html_of, reviewer_for, today
from validation.models import Run, RunFinding

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
HTMX = {"HX-Request": "true"}
TITLE = {"path": "overview.title", "body": "Shorter?"}


def add_finding(scene: InReview, number: int, **values: object) -> RunFinding:
    run = Run.objects.filter(submission=scene.submission).latest("created_at")
    values = {"code": "OV-001", "severity": "warning", "path": "overview.title", **values}
    return RunFinding.objects.create(run=run, fingerprint=f"{number:016d}", message=f"Problem {number}.", **values)


def part_of(client: Client, address: str, sent: dict[str, object], status: int = 200) -> str:
    page = re.sub(r"(/reviews/[^/]+/).*", r"http://testserver\1?view=content", address)
    response = client.post(address, sent, headers={**HTMX, "HX-Current-URL": page})
    assert response.status_code == status
    return compact(response.content.decode())


@pytest.mark.parametrize(
    "place, view",
    [
        ({"path": "overview.title"}, "content&section=overview"),
        ({"path": "overview"}, "content&section=overview"),
        ({"file": "metadata.csv", "line": "2"}, "files&file=metadata.csv"),
        ({"file": "metadata.csv"}, "files&file=metadata.csv"),
        ({"path": ""}, "threads"),
    ],
)
def test_comment_is_marked_at_its_place_until_the_decision(
    docs: Client, url: str, scene: InReview, place: dict[str, str], view: str
) -> None:
    response = docs.post(f"{url}threads/", {**place, "body": "Which unit?", "priority": "could"})

    draft = CommentDraft.objects.get()
    assert response.headers["Location"].endswith(f"#draft-{draft.pk}")
    html = html_of(docs, f"{url}?view={view}")
    assert f'id="draft-{draft.pk}"' in html
    assert "Which unit?" in html
    assert "1 comment is sent with your decision" in html
    colleague = browser_of(reviewer_for(DOCS))
    assert "Which unit?" not in html_of(colleague, f"{url}?view={view}")


def test_comment_appears_without_a_page_load(docs: Client, url: str) -> None:
    part = part_of(docs, f"{url}threads/", {**TITLE, "priority": "must"})

    assert "<html" not in part
    assert f'name="page_url" value="{url}?view=content"' in part
    assert "Not sent yet" in part
    assert "1 comment is sent with your decision" in part
    assert "1 comment with the priority “Must” isn" in part


def test_approval_names_the_comments_that_it_sends(docs: Client, url: str) -> None:
    assert "Until then, the partner only gets your note.<" in html_of(docs, url)

    part = part_of(docs, f"{url}threads/", {**TITLE, "priority": "could"})

    assert "Until then, the partner only gets your note and your comments.<" in part


def test_internal_question_is_sent_at_once_and_the_form_stays(docs: Client, url: str) -> None:
    part = part_of(docs, f"{url}threads/", {"body": "Agreed?", "internal": "question"})

    assert Thread.objects.get().is_question
    assert "An internal question has no answer yet." in part
    assert part.count('id="comment"') == 1


def test_refused_comment_keeps_its_form(docs: Client, url: str) -> None:
    part = part_of(docs, f"{url}threads/", {**TITLE, "body": " ", "priority": "could"}, status=422)

    assert "Write between 1 and 5000 characters." in part
    assert '<option value="could" selected>' in part


def test_draft_is_edited_sent_and_deleted(docs: Client, url: str) -> None:
    for body in ("One", "Two", "Three"):
        docs.post(f"{url}threads/", {**TITLE, "body": body})
    one, two, three = CommentDraft.objects.order_by("created_at", "pk")

    form = html_of(docs, f"{url}?view=threads&draft={one.pk}")
    assert re.search(r"<textarea[^>]*>One</textarea>", form)
    seen = re.search(r'name="seen" value="([^"]+)"', form)
    assert seen
    changed = {"body": "New", "priority": "must", "seen": seen[1]}
    assert "New" in part_of(docs, f"{url}drafts/{one.pk}/", changed)
    assert "in another window" in part_of(docs, f"{url}drafts/{one.pk}/", changed, status=422)
    assert docs.post(f"{url}drafts/{one.pk}/", {**changed, "body": ""}).status_code == 409
    assert content_of(CommentDraft.objects.get(pk=one.pk)).is_blocking

    sent = part_of(docs, f"{url}drafts/{two.pk}/send/", {})
    assert f'id="thread-{two.pk}"' in sent
    for shown in (sent, html_of(docs, url)):
        assert re.search(r'id="threads-count"[^>]*>1<', shown)
    assert docs.post(f"{url}drafts/{three.pk}/delete/").headers["Location"] == f"{url}?view=threads"
    assert docs.post(f"{url}drafts/{three.pk}/delete/").status_code == 404
    assert (CommentDraft.objects.count(), Thread.objects.count()) == (1, 1)
    assert docs.get(f"{url}drafts/{uuid4()}/", headers=HTMX).status_code == 404


def test_reply_waits_in_its_thread(scene: InReview, docs: Client, url: str) -> None:
    thread = scene.comment(DOCS, now=today())

    docs.post(f"{url}threads/{thread.pk}/answer/", {"body": "And?"})

    html = html_of(docs, f"{url}?view=threads")
    assert (thread.comments.count(), html.count("Not sent yet")) == (1, 1)


def test_author_who_has_left_the_team_reads_and_deletes_drafts(scene: InReview, docs: Client, url: str) -> None:
    docs.post(f"{url}threads/", {**TITLE, "body": "Hidden words"})
    TeamMembership.objects.filter(person=scene.team(DOCS).id).update(team="engineering")

    home, page = html_of(docs, "/"), html_of(docs, f"{url}?view=threads")

    assert "Acme Widget (Documentation): 1 comment isn" in home
    assert "Hidden words" in page
    assert "You no longer review for this team" in page
    draft = CommentDraft.objects.get()
    assert f"drafts/{draft.pk}/send/" not in re.sub(r"<form[^>]*>", "", page)
    assert "Hidden words" not in html_of(browser_of(reviewer_for(DOCS)), f"{url}?view=threads")
    assert docs.post(f"{url}drafts/{draft.pk}/send/").status_code == 403
    docs.post(f"{url}drafts/{draft.pk}/delete/")
    assert not CommentDraft.objects.exists()


def test_lead_sees_how_many_comments_a_colleague_has_not_sent(docs: Client, url: str) -> None:
    docs.post(f"{url}threads/", {**TITLE, "body": "Hidden words"})
    lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))

    html = html_of(lead, f"{url}?view=threads")

    assert "Documentation has 1 comment that isn" in html
    assert "Hidden words" not in html


def test_draft_about_a_changed_place_is_marked(scene: InReview, docs: Client, url: str) -> None:
    docs.post(f"{url}threads/", TITLE)
    scene.send_back("engineering", now=today())
    scene.edit(title="Acme Gadget", now=today())
    scene.resubmit(now=today())

    assert "The partner has changed this since you wrote the comment." in html_of(docs, f"{url}?view=threads")


def test_draft_of_a_closed_review_is_shown_to_its_author(scene: InReview, docs: Client, url: str) -> None:
    docs.post(f"{url}threads/", TITLE)
    review = scene.review(DOCS)
    review.closed_at, review.waiting_since, review.due_at = today(), None, None
    review.save()

    html = html_of(docs, f"{url}?view=threads")

    assert "Send as plain comment" in html
    assert "Comments that you have not sent" in html


def test_selected_findings_become_comments_at_their_places(scene: InReview, docs: Client, url: str) -> None:
    add_finding(scene, 1, code="SU-003", path="support.support_email", severity="blocker")
    for number in range(2, 6):
        add_finding(scene, number)
    add_finding(scene, 6, code="MD-001", path="data.metadata_csv", file="metadata.csv", line=2, severity="advice")
    sent = {"pick": [f"{1:016d}", f"{6:016d}"], "pick_row": "warning-OV-001", "page_url": f"{url}?view=findings"}

    part = part_of(docs, f"{url}drafts/", sent)
    assert part.count("Not sent yet") == 6
    assert "6 comments are sent with your decision" in part
    contents = [content_of(draft) for draft in CommentDraft.objects.all()]
    by_code = {content.body: content for content in contents}
    assert by_code["Problem 1. (SU-003)"].is_blocking
    line = by_code["Problem 6. (MD-001)"]
    assert (line.file, line.line, line.is_optional) == ("metadata.csv", 2, True)

    assert docs.post(f"{url}drafts/", sent, headers=HTMX).status_code == 204  # they have comments already
    docs.post(f"{url}drafts/", {**sent, "pick_row": ""})
    assert CommentDraft.objects.count() == 6


def test_chosen_priority_counts_more_than_the_severity(scene: InReview, docs: Client, url: str) -> None:
    add_finding(scene, 1)

    docs.post(f"{url}drafts/", {"pick": f"{1:016d}", "priority": "must", "page_url": f"{url}?view=findings"})
    docs.post(f"{url}decide/", {"verdict": "request_changes", "note": "", "submission": str(scene.submission.pk)})

    assert Thread.objects.get().priority == CommentPriority.MUST


def test_decision_keeps_its_note_if_a_suggestion_has_become_invalid(scene: InReview, docs: Client, url: str) -> None:
    docs.post(
        f"{url}threads/", {"path": "support.support_email", "body": "Use the team's.", "suggestion": "a@b.example"}
    )
    draft = CommentDraft.objects.get()
    draft.content = {**draft.content, "suggestion": "nobody"}  # as if a newer release refused it
    draft.save(update_fields=["content"])

    sent = {
        "verdict": "request_changes",
        "note": "Correct this.",
        "submission": str(scene.submission.pk),
        "page_url": url,
    }
    response = docs.post(f"{url}decide/", sent)

    page = compact(response.content.decode())
    assert response.status_code == 409
    assert "One of your comments suggests a change that the checks refuse:" in page
    assert ">Correct this.</textarea>" in page
    assert CommentDraft.objects.filter(pk=draft.pk).exists()


def test_comments_that_no_decision_sends_are_shown_to_their_author(scene: InReview, docs: Client, url: str) -> None:
    docs.post(f"{url}threads/", {**TITLE, "body": "Hidden words"})
    colleague, other = reviewer_for(DOCS), browser_of(reviewer_for(DOCS))
    other.post(f"{url}threads/", TITLE)
    assert "Comments that you have not sent" not in html_of(docs, "/")
    scene.approve(DOCS, by=colleague, now=today())

    for author in (docs, other):
        home = html_of(author, "/")
        assert f'href="{url}?view=threads"' in home
        assert re.search(r"Acme Widget \(Documentation\): 1 comment isn(&#x27;|\u2019|')t sent", home)
    assert "Comments that you have not sent" not in html_of(browser_of(colleague), "/")
    sent = CommentDraft.objects.exclude(author_id=scene.team(DOCS).id)
    other.post(f"{url}drafts/{sent.get().pk}/send/")
    assert "Comments that you have not sent" not in html_of(other, "/")
    assert "Comments that you have not sent" in html_of(docs, "/")


@pytest.mark.parametrize("sends", [{}, {"send": "now"}])
def test_comment_is_about_the_submission_on_the_page(
    docs: Client, url: str, scene: InReview, sends: dict[str, str]
) -> None:
    """The partner has replaced it since the reader opened the page."""
    seen = scene.submission
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=today())
    scene.edit("setup", setup_md="1. Open the tile.\n2. Choose a region.", now=today())
    scene.resubmit(now=today())
    place = {"path": "setup.setup_md", "submission": str(seen.pk)}

    form = BeautifulSoup(docs.get(f"{url}threads/", place, headers=HTMX).content, "html.parser")
    typed = form.select_one("textarea[name='suggested.value']")
    assert typed is not None
    assert [field["value"] for field in form.select("[name=submission]")] == [str(seen.pk)]
    assert typed.text.strip() == seen.documents["setup"]["setup_md"].strip()
    sent = {**place, **sends, "body": "Shorter", "suggests": "value", "suggested.value": "Open the tile."}
    part_of(docs, f"{url}threads/", sent)

    (stored,) = [*CommentDraft.objects.all(), *Thread.objects.all()]
    if sends:  # the partner must answer in the newer submission, but the suggestion replaces what the reader saw
        assert (stored.submission_id, stored.excerpt) == (scene.submission.pk, seen.documents["setup"]["setup_md"])
    else:
        assert stored.submission_id == seen.pk
        page = html_of(docs, f"{url}?view=threads")
        assert "The partner has changed this since you wrote the comment." in page


def test_submission_of_another_listing_is_not_commented_on(docs: Client, url: str, scene: InReview) -> None:
    other = Submission.objects.get(revision=copies_of(scene, ["Another Widget"])[0])

    part_of(docs, f"{url}threads/", {**TITLE, "submission": str(other.pk)})

    assert CommentDraft.objects.get().submission_id == scene.submission.pk
