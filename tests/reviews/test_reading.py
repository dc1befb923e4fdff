"""Marks of read sections, notes that only staff see, colleagues on the page, and links to similar tiles."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from accounts.personal_data import personal_data_of
from audit.models import Event
from common.errors import HiddenCharacterRefused, NotAllowed, NotFound, NotPossible
from listings.actions import replace_submission
from listings.page_urls import comparison
from reviews.actions import add_staff_note, delete_staff_note, edit_staff_note, mark_section_read
from reviews.models import Claim, SectionRead, StaffNote
from tests.reviews.scene import DOCS, InReview, browser_of, copies_of, html_of, join, reviewer_for, today
from tests.validation.scene import organisation_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def mark(scene: InReview, section: str = "overview", *, is_read: bool = True, team: str = DOCS) -> None:
    mark_section_read(
        review_id=scene.review(team).pk,
        submission_id=scene.submission.pk,
        section=section,
        is_read=is_read,
        by=scene.team(team),
        now=today(),
    )


def note(scene: InReview, body: str = "They renamed the product twice.", team: str = DOCS) -> StaffNote:
    return add_staff_note(review_id=scene.review(team).pk, body=body, by=scene.team(team), now=today())


def test_mark_survives_a_submission_that_leaves_the_section_as_it_was(scene: InReview, docs: Client, url: str) -> None:
    mark(scene)
    mark(scene, "support")
    assert "2 of " in html_of(docs, url)

    scene.send_back(DOCS, now=today())
    scene.edit(title="Acme Other", now=today())
    scene.resubmit(now=today())

    html = html_of(docs, f"{url}?view=content&section=support")
    assert "1 of " in html
    assert "Mark as unread" in html
    assert "Mark as unread" not in html_of(docs, f"{url}?view=content&section=overview")


def test_mark_belongs_to_one_person_and_is_removed(scene: InReview, url: str) -> None:
    mark(scene)
    assert "0 of " in html_of(browser_of(scene.team("engineering")), url)

    for _twice in range(2):
        mark(scene, is_read=False)

    assert not SectionRead.objects.exists()
    verbs = list(Event.objects.filter(verb__startswith="section.mark").order_by("at").values_list("verb", flat=True))
    assert verbs == ["section.mark-read", "section.mark-unread"]


def test_mark_leads_to_the_next_unread_section_in_the_page(scene: InReview, docs: Client, url: str) -> None:
    keys = re.findall(r'class="task" href="[^"]*section=(\w+)', html_of(docs, f"{url}?view=content"))
    mark(scene, keys[0])
    values = {"submission": scene.submission.pk, "section": keys[-2], "read": "on"}

    last = docs.post(f"{url}read/?since=off", values)
    assert last.headers["Location"] == f"{url}?view=content&section={keys[-1]}&since=off#content"
    again = docs.post(f"{url}read/", {**values, "section": keys[-1]}, headers={"HX-Request": "true"}, follow=True)

    html = again.content.decode()
    assert again.redirect_chain == [(f"{url}?view=content&section={keys[1]}#content", 303)]
    assert "<html" not in html
    assert html.count("autofocus") == 1
    assert html.count('hx-swap-oob="true"') == 2
    assert re.findall(r'aria-current="step"', html) == ['aria-current="step"']
    for key in keys[1:-2]:
        mark(scene, key)
    assert f"section={keys[-1]}#" in docs.post(f"{url}read/", {**values, "section": keys[-1]}).headers["Location"]


def test_mark_is_about_the_submission_that_was_read(scene: InReview) -> None:
    seen = scene.submission.pk
    scene.send_back(DOCS, now=today())
    scene.edit(title="Acme Other", now=today())
    scene.resubmit(now=today())

    values = {"review_id": scene.review(DOCS).pk, "submission_id": seen, "is_read": True, "now": today()}
    mark_section_read(**values, section="overview", by=scene.team(DOCS))

    assert SectionRead.objects.get().submission_id == seen
    with pytest.raises(NotFound):
        mark_section_read(**values, section="nothing", by=scene.team(DOCS))
    with pytest.raises(NotFound):
        mark_section_read(**values, section="overview", by=join(reviewer_for(DOCS), organisation_of(scene.owner)))


def test_note_is_for_staff_in_all_reviews_and_never_for_the_partner(scene: InReview, docs: Client, url: str) -> None:
    note(scene)

    assert "They renamed the product twice." in html_of(docs, url)
    other = f"/reviews/{scene.review('engineering').pk}/"
    assert "They renamed the product twice." in html_of(browser_of(scene.team("engineering")), other)
    partner, home = browser_of(scene.owner), f"/listings/{scene.revision.listing_id}/"
    assert "renamed the product" not in html_of(partner, home)
    assert "renamed the product" not in str(personal_data_of(Person.objects.get(pk=scene.owner.id)))


def test_only_the_author_edits_and_deletes_a_note(scene: InReview, docs: Client, url: str) -> None:
    row = note(scene)
    by = scene.team("engineering")
    with pytest.raises(NotAllowed):
        edit_staff_note(note_id=row.pk, body="x", by=by, now=today())
    with pytest.raises(NotAllowed):
        delete_staff_note(note_id=row.pk, by=by, now=today())

    edit_staff_note(note_id=row.pk, body="They renamed it once.", by=scene.team(DOCS), now=today())
    assert "They renamed it once." in html_of(docs, url)
    docs.post(f"{url}notes/{row.pk}/delete/")

    assert not StaffNote.objects.exists()
    verbs = list(Event.objects.filter(verb__startswith="staff-note").order_by("at").values_list("verb", flat=True))
    assert verbs == ["staff-note.add", "staff-note.edit", "staff-note.delete"]


def test_refused_note_keeps_its_text(scene: InReview, docs: Client, url: str) -> None:
    response = docs.post(f"{url}notes/", {"body": "x" * 2001})

    assert response.status_code == 409
    assert "x" * 2001 in response.content.decode()
    for body, refusal in (("  ", NotPossible), ("a\u202eb", HiddenCharacterRefused)):
        with pytest.raises(refusal):
            note(scene, body)


def test_colleague_is_seen_but_claims_nothing(scene: InReview, docs: Client, url: str) -> None:
    other = f"/reviews/{scene.review('engineering').pk}/"
    html_of(browser_of(scene.team("engineering")), other)

    assert 'aria-label="Engineering has the review by Engineering open"' in html_of(docs, f"{url}presence/")
    assert not Claim.objects.exists()
    partner = html_of(browser_of(scene.owner), f"/listings/{scene.revision.listing_id}/")
    assert "presence-people" not in partner


def test_open_page_reports_once_that_the_partner_replaced_the_submission(
    scene: InReview, docs: Client, url: str
) -> None:
    page = html_of(docs, url)
    [beat] = re.findall(r'hx-get="([^"]*/presence/[^"]*)"', page)
    assert "while you were reading" not in html_of(docs, html.unescape(beat))
    first = scene.submission
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=today())
    second = scene.resubmit(now=today())

    update = html_of(docs, html.unescape(beat))

    assert "replaced this submission with submission 2 while you were reading" in update
    assert html.escape(comparison(scene.revision.listing_id, first.pk, second.pk)) in update
    [following] = re.findall(r'hx-get="([^"]*/presence/[^"]*)"', update)
    assert "while you were reading" not in html_of(docs, html.unescape(following))


def test_page_links_to_other_listings_with_a_constant_number_of_queries(
    scene: InReview, docs: Client, url: str
) -> None:
    html_of(docs, url)
    numbers = []
    for names in (["Acme Pump"], [f"Acme Pump {number}" for number in range(9)]):
        copies_of(scene, names)
        with CaptureQueriesContext(connection) as queries:
            html = html_of(docs, url)
        numbers.append(len(queries))

    assert numbers[0] == numbers[1]
    assert html.count('href="/listings/') >= 5
