"""The page that compares two versions of a listing, and the counts on Review & Submit."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.actors import actor_of
from accounts.models import Team
from common.actor import Role
from listings.actions import attach_file, start_revision
from tests.accounts.factories import make_member
from tests.listings.scene import NOW, draft
from tests.markup import compact
from tests.reviews.scene import InReview, after, browser_of, html_of, in_review, reviewer_for
from tests.sandboxes.scene import live_listing, partner
from tests.studio.scene import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
FIRST, SECOND = "A cache for three regions.", "A cache for four regions."


@pytest.fixture
def scene(data_dir: Path) -> InReview:
    """Two submissions and a draft after them, each with another short description."""
    scene = in_review()
    for text, hours in ((FIRST, 1), (SECOND, 2)):
        scene.send_back(now=after(hours=hours))
        scene.edit(short_description=text, now=after(hours=hours))
        if text == FIRST:
            scene.resubmit(now=after(hours=hours))
    return scene


def _address(scene: InReview, **query: object) -> str:
    address = reverse("studio:compare", args=[scene.revision.listing_id])
    return f"{address}?" + "&".join(f"{name}={value}" for name, value in query.items())


def _changed_words(page: str) -> list[str]:
    """The added words on the page."""
    return [part.partition("</ins>")[0].rpartition(">")[2].strip() for part in page.split("<ins>")[1:]]


def test_draft_is_compared_with_the_last_submission_first(scene: InReview) -> None:
    page = html_of(browser_of(scene.owner), _address(scene))

    assert "Draft of revision 1" in page
    assert _changed_words(page) == ["four"]
    assert "f-overview-short_description-field" in page


def test_two_submissions_are_compared_in_both_directions(scene: InReview) -> None:
    first, second = scene.revision.submissions.order_by("submission_number")
    client = browser_of(scene.owner)

    page = html_of(client, _address(scene, **{"from": first.pk, "to": second.pk}))
    reverse_page = html_of(client, _address(scene, **{"from": second.pk, "to": first.pk}))

    assert "three regions" in " ".join(_changed_words(page))
    assert "three regions" not in " ".join(_changed_words(reverse_page))
    assert "f-overview-short_description-field" not in page


def test_dashboards_are_compared_as_drawings(scene: InReview) -> None:
    (row,) = scene.revision.sections.get(key="content").document["dashboards"]
    widgets = [{"definition": {"type": "note", "content": "A new note"}}]
    content = json.dumps({"title": "Acme", "layout_type": "ordered", "widgets": widgets}).encode()
    path = f"content.dashboards[{row['key']}].file"
    attach_file(revision_id=scene.revision_id, path=path, name="a.json", content=content, by=scene.owner, now=NOW)

    page = html_of(browser_of(scene.owner), _address(scene))

    assert page.count('class="asset-comparison"') == 1
    assert "A new note" in page.partition('class="asset-comparison"')[2]


def test_reviewers_compare_submissions_but_read_no_draft(scene: InReview) -> None:
    client = browser_of(reviewer_for(Team.DOCUMENTATION, name="Reader"))

    page = html_of(client, _address(scene, to="draft"))

    assert "Draft of revision" not in page
    assert SECOND not in page


@pytest.mark.parametrize("value", ["0", "live", "019a0000-0000-7000-8000-000000000000"])
def test_unknown_versions_select_the_newest(value: str, scene: InReview) -> None:
    page = html_of(browser_of(scene.owner), _address(scene, **{"from": value, "to": value}))

    assert _changed_words(page) == ["four"]


def test_draft_that_was_never_submitted_has_nothing_to_compare(scene: InReview) -> None:
    other = draft(scene.owner, name="Other Widget")

    page = html_of(browser_of(scene.owner), reverse("studio:compare", args=[other.listing_id]))

    assert "only one version" in page


def test_files_outside_the_documents_are_compared(data_dir: Path) -> None:
    scene = in_review()
    scene.send_back(now=after(hours=1))
    revision = scene.revision
    revision.carried = {**revision.carried, "NOTES.md": "0" * 64}
    revision.save()

    assert "NOTES.md" in html_of(browser_of(scene.owner), _address(scene))


def test_review_and_submit_counts_the_changes(scene: InReview) -> None:
    page = html_of(browser_of(scene.owner), reverse("studio:step", args=[scene.revision.listing_id, 1, "review"]))

    part = page.partition('id="draft-comparisons"')[2].partition("</dl>")[0]
    assert "Revision 1, submission 2" in part
    assert "1 change" in part
    assert "to=draft" in part


def test_update_is_compared_with_what_is_live(data_dir: Path) -> None:
    organisation = partner()
    listing, owner = live_listing(organisation), make_member(organisation, Role.OWNER)
    start_revision(listing_id=listing.pk, by=actor_of(owner), now=NOW)

    page = compact(signed_in(owner).get(reverse("studio:step", args=[listing.pk, 2, "review"])).content.decode())

    part = page.partition('id="draft-comparisons"')[2].partition("</dl>")[0]
    assert part.count("· live") == 1
    assert "0 changes" in part
