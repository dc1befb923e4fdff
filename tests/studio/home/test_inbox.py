"""Home as an inbox: what waits for the reader, in order, and where each line leads."""

import re
from collections.abc import Callable

import pytest

from accounts.models import AgreementAcceptance, AgreementKind, Person
from common.actor import Actor, Role, TeamRole
from listings.actions import withdraw_revision
from studio.home.page import inbox_of
from tests.accounts.factories import make_agreement
from tests.listings.scene import NOW, draft, member, organisation
from tests.markup import compact
from tests.reviews.scene import InReview, after, browser_of, html_of, in_review, reviewer_for
from tests.sandboxes.scene import approved, enabled_activation, partner, sandbox
from tests.transitions import reject_revision, reopen_revision, send_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]


def lines(actor: Actor) -> list[tuple[str, str]]:
    return [(item.title, item.button if item.has_button else "") for item in inbox_of(actor)]


def test_returned_listings_and_questions_come_before_drafts_oldest_first() -> None:
    owner = member(organisation(), Role.OWNER)
    draft(owner, name="Acme Draft")
    asked = in_review(owner, name="Acme Asked", word="asked")
    asked.comment(now=after(hours=1))
    returned = in_review(owner, name="Acme Returned", word="returned")
    returned.send_back(now=after(hours=2))
    make_agreement()

    assert lines(owner) == [
        ("Partner programme agreement", "Read agreement"),
        ("Acme Asked", "Reply"),
        ("Acme Returned", "Continue"),
        ("Acme Draft", "Continue"),
    ]


def test_idea_of_a_reviewer_needs_no_reply() -> None:
    scene = in_review()
    scene.comment(is_optional=True)
    assert lines(scene.owner) == []

    scene.comment(path="overview.short_description")
    (item,) = inbox_of(scene.owner)
    assert item.why.startswith("1 comment from the reviewers")


def requested_by_a_team(scene: InReview, note: str) -> None:
    scene.send_back(note=note, now=after(hours=2))


def sent_back(scene: InReview, note: str) -> None:
    scene.approve_all()
    send_back(revision_id=scene.revision_id, reason=note, seen=None, by=a_lead(), now=after(hours=2))


def reopened(scene: InReview, note: str) -> None:
    by = a_lead()
    reject_revision(revision_id=scene.revision_id, reason="No.", by=by, now=NOW)
    reopen_revision(revision_id=scene.revision_id, reason=note, by=by, now=after(hours=2))


def a_lead() -> Actor:
    return reviewer_for("ecosystems", role=TeamRole.LEAD, name="Greta")


@pytest.mark.parametrize(
    "returned_by, title",
    [
        (requested_by_a_team, "Documentation requested changes (Documentation"),
        (sent_back, "Sent back (Greta"),
        (reopened, "Reopened (Greta"),
    ],
)
def test_note_of_a_return_is_on_home_and_every_step_and_in_the_timelines(
    returned_by: Callable[[InReview, str], None], title: str
) -> None:
    scene = in_review()
    returned_by(scene, "Name the permissions.")
    browser, listing = browser_of(scene.owner), scene.revision.listing.get_absolute_url()

    for address in ("/", *(f"{listing}steps/{step}/" for step in ("overview", "review"))):
        html = compact(browser.get(address, follow=True).content.decode())
        assert (html.count("Name the permissions."), html.count(title)) == (1, 1), address
    quoted = re.findall(r"<blockquote.*?</blockquote>", html_of(browser, listing))
    assert [("Name the permissions." in text, title in text) for text in quoted] == [(True, True)]
    assert html_of(browser, listing).partition('id="threads"')[2].partition("<aside")[0].count("Name the") == 0
    history = f"/reviews/{scene.review('engineering').pk}/?view=history"
    assert "Name the permissions." in html_of(browser_of(scene.team("engineering")), history)

    withdraw_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=3))
    assert "Name the permissions." not in html_of(browser, "/")


def test_continue_opens_the_field_of_the_first_comment_then_of_the_first_finding() -> None:
    scene = in_review()
    thread = scene.comment(path="setup.setup_md", is_blocking=True)
    scene.send_back()
    browser = browser_of(scene.owner)
    address = f"{scene.revision.listing.get_absolute_url()}continue/"

    assert browser.get(address).headers["Location"].endswith(f"/setup/#thread-{thread.pk}")

    fresh = draft(scene.owner, name="Acme Draft")
    first = browser.get(f"{fresh.listing.get_absolute_url()}continue/").headers["Location"]
    assert re.search(r"/overview/#\S+-field$", first)


def test_agreement_waits_for_owners_and_colleagues_see_who_must_accept_it() -> None:
    acme = organisation()
    make_agreement()
    make_agreement(AgreementKind.MARKETPLACE)
    owner, editor = member(acme, Role.OWNER), member(acme, Role.EDITOR)

    assert lines(owner) == [("Partner programme agreement", "Read agreement")]
    assert "You have nothing to do right now." not in html_of(browser_of(owner), "/")
    assert [item.next for item in inbox_of(editor)] == ["An owner must accept it before you can submit listings."]
    assert "You have nothing to do right now." in html_of(browser_of(editor), "/")

    draft(owner, name="Acme Paid", route="marketplace")
    assert [title for title, _button in lines(owner)][:2] == ["Partner programme agreement", "Marketplace agreement"]


def test_warning_of_the_organisation_ends_with_the_needed_agreement() -> None:
    acme = organisation()
    owner = member(acme, Role.OWNER)
    version = make_agreement()
    make_agreement(AgreementKind.MARKETPLACE)
    browser = browser_of(owner)

    assert "you must accept: Partner programme agreement." in html_of(browser, acme.get_absolute_url())
    AgreementAcceptance.objects.create(organisation=acme, version=version, by_id=owner.id, at=NOW)
    assert "you must accept" not in html_of(browser, acme.get_absolute_url())

    draft(owner, name="Acme Paid", route="marketplace")
    assert "you must accept: Marketplace agreement." in html_of(browser, acme.get_absolute_url())


def test_sign_off_is_a_button_for_owners_and_a_hint_for_colleagues() -> None:
    acme = partner()
    sandbox(acme)
    revision = approved(acme)
    activation = enabled_activation(revision)
    owner, editor = member(acme, Role.OWNER), member(acme, Role.EDITOR)
    home = revision.listing.get_absolute_url()

    assert lines(owner) == [(revision.listing.name, "Sign off tile")]
    assert lines(editor) == [(revision.listing.name, "")]
    assert browser_of(owner).get(f"{home}continue/").headers["Location"].endswith(f"{activation.pk}/#sign-off")
    assert html_of(browser_of(owner), home).count("#sign-off") == 2
    assert "#sign-off" not in html_of(browser_of(editor), home)
    assert "Waiting for an owner of your organisation" in html_of(browser_of(editor), "/")
    Person.objects.filter(pk=editor.id).update(language="ja")
    assert "組織のオーナーの対応待ち。" in html_of(browser_of(editor), "/")
    assert "Waiting for an owner" not in html_of(browser_of(owner), home)


def test_no_page_of_a_withdrawn_listing_says_that_it_was_never_submitted() -> None:
    scene = in_review()
    withdraw_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))
    home = scene.revision.listing.get_absolute_url()

    for address in ("/", home, f"{home}steps/overview/", f"{home}steps/review/"):
        html = browser_of(scene.owner).get(address, follow=True).content.decode()
        assert "submitted yet" not in html, address
