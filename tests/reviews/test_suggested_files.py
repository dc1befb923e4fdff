"""Files that reviewers suggest: a logo, the picture of a row; who may see them, and how long they are stored."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from files.addresses import file_address
from files.queries import read_blob, used_digests
from listings.maintenance import remove_unused_files
from listings.models import Section, SectionVersion
from reviews.actions import apply_suggestion
from reviews.models import CommentDraft, SuggestionOutcome, Thread
from tests.files.samples import SVG, png
from tests.listings.scene import NOW, member, organisation
from tests.reviews.scene import DOCS, InReview, browser_of, html_of, reviewer_for, today
from tilekit.core.fileref import FileRef

pytestmark = pytest.mark.django_db
LOGO = "overview.logo_light"


def media_path(scene: InReview) -> str:
    return f"overview.media[{scene.submission.documents['overview']['media'][0]['key']}]"


def post(scene: InReview, path: str, data: bytes, *, name: str, cell: str = "value", **more: str) -> Client:
    """The documentation team's browser after it has sent a comment with a suggested file."""
    client = browser_of(scene.team(DOCS))
    file = SimpleUploadedFile(name, data)
    values = {"path": path, "body": "Use this one.", "suggests": "value", f"suggested.{cell}": file, **more}
    client.response = client.post(f"/reviews/{scene.review(DOCS).pk}/threads/", values)  # type: ignore[attr-defined]
    return client


def document(scene: InReview) -> dict[str, object]:
    return Section.objects.get(revision=scene.revision_id, key="overview").document


def test_suggested_logo_becomes_a_version_by_the_reviewer(scene: InReview) -> None:
    post(scene, LOGO, SVG, name="better.svg")
    old = FileRef.from_json(document(scene)["logo_light"])
    assert CommentDraft.objects.get().content["suggestion"]["name"] == "better.svg"
    scene.send_back(DOCS, now=today())
    thread = Thread.objects.get(path=LOGO)

    apply_suggestion(thread_id=thread.pk, by=scene.owner, now=today() + timedelta(hours=1))

    new = FileRef.from_json(document(scene)["logo_light"])
    assert old
    assert new
    assert (new.name, read_blob(new.sha256)) == (old.name, SVG)
    entry = SectionVersion.objects.filter(section__revision=scene.revision_id, section__key="overview").latest(
        "version"
    )
    assert entry.suggested_by == scene.team(DOCS).id


def test_picture_and_caption_of_a_row_are_suggested_together(scene: InReview) -> None:
    picture = png(width=1600, height=900)
    post(scene, media_path(scene), picture, name="queues.png", cell="image", **{"suggested.caption": "Queues by depth"})
    scene.send_back(DOCS, now=today())
    thread = Thread.objects.exclude(suggested=None).get()

    partner = browser_of(scene.owner)
    page = BeautifulSoup(html_of(partner, f"/listings/{scene.revision.listing_id}/"), "html.parser")
    assert page.select_one(f"#thread-{thread.pk} figure code")

    apply_suggestion(thread_id=thread.pk, by=scene.owner, now=today() + timedelta(hours=1))
    row = document(scene)["media"][0]  # type: ignore[index]
    file = FileRef.from_json(row["image"])
    assert file
    assert read_blob(file.sha256) == picture
    assert row["caption"] == "Queues by depth"
    thread.refresh_from_db()
    assert thread.outcome == SuggestionOutcome.ACCEPTED


def test_changed_draft_keeps_its_file_unless_another_is_chosen(scene: InReview) -> None:
    client = post(scene, LOGO, SVG, name="better.svg")
    draft = CommentDraft.objects.get()
    url = f"/reviews/{draft.review_id}/drafts/{draft.pk}/"
    client.post(url, {"body": "Please use this one.", "suggests": "value", "priority": "should"})
    draft.refresh_from_db()
    assert (draft.content["body"], draft.content["suggestion"]["name"]) == ("Please use this one.", "better.svg")


@pytest.mark.parametrize("data, name", [(b"plain text", "notes.svg"), (b"", "empty.svg")])
def test_wrong_file_is_refused_next_to_its_input(scene: InReview, data: bytes, name: str) -> None:
    client = post(scene, LOGO, data, name=name)
    response = client.response  # type: ignore[attr-defined]
    assert response.status_code == 422
    shown = BeautifulSoup(response.content, "html.parser").select_one("#comment-suggestion")
    assert shown
    assert shown.has_attr("open")
    assert name in shown.text
    assert not CommentDraft.objects.exists()


def test_only_who_may_see_the_review_sees_the_file(scene: InReview) -> None:
    post(scene, LOGO, SVG, name="better.svg")
    sha256 = CommentDraft.objects.get().content["suggestion"]["sha256"]
    url = file_address(scene.revision.listing_id, sha256)
    readers = (reviewer_for("engineering"), scene.owner, member(organisation("Other")))
    codes = []
    for client in (*map(browser_of, readers), Client()):
        response = client.get(url)
        response.getvalue()
        codes.append(response.status_code)
    assert codes == [200, 200, 404, 404]


@pytest.mark.parametrize("button", [{}, {"send": "now"}])
def test_file_is_kept_as_long_as_the_comment(scene: InReview, button: dict[str, str]) -> None:
    post(scene, LOGO, SVG, name="better.svg", **button)
    listing_id, later, sha256 = scene.revision.listing_id, NOW + timedelta(days=9_000), FileRef.of("a", SVG).sha256
    assert CommentDraft.objects.count() + Thread.objects.count() == 1
    remove_unused_files(now=later, renew=lambda: None)
    assert used_digests(listing_id, [sha256]) == {sha256}
    CommentDraft.objects.all().delete()
    Thread.objects.all().delete()
    remove_unused_files(now=later, renew=lambda: None)
    assert used_digests(listing_id, [sha256]) == set()
