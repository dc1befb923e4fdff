"""Saved replies: which are suggested at a place, and their texts for the partner."""

import re

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Person
from accounts.queries import language_of_organisation
from common.actor import Role, TeamRole
from reviews.actions import save_team_texts
from reviews.models import Comment, TextsKind
from reviews.page.replies import ReplyPlace, reply_options, reply_text, with_reply
from reviews.team_texts import TeamText
from tests.listings.scene import NOW, member, organisation
from tests.reviews.scene import DOCS, InReview, html_of, join, reviewer_for, today
from tests.validation.scene import organisation_of

SECTION = TeamText(key="s", label={"en": "S"}, text={"en": "See {section}"}, sections=("setup",))
CHECK = TeamText(key="c", label={"en": "C"}, text={"en": "{finding}?"}, codes=("MD-024",))
GENERAL = TeamText(
    key="g", label={"en": "G"}, text={"en": "Dear {partner}, {reviewer}", "ja": "{partner}様、{team}の{section}"}
)
ALL = (GENERAL, SECTION, CHECK)


def keys(section: str = "", code: str = "") -> tuple[list[str], list[str]]:
    options = reply_options(ALL, ReplyPlace(section=section, code=code))
    assert options
    return [reply.key for reply in options.suggested], [reply.key for reply in options.others]


def test_replies_about_finding_then_section_come_first() -> None:
    assert keys("setup", "MD-024") == (["c", "s"], ["g"])
    assert keys("setup") == (["s"], ["g"])
    assert keys("data", "MD-024") == (["c"], ["g", "s"])


def test_reply_is_left_out_where_its_variables_have_no_value() -> None:
    assert reply_options(ALL, ReplyPlace()) is None
    assert reply_options(ALL, ReplyPlace(section="nowhere", code="XX-001")) is None


def test_reply_is_appended_once() -> None:
    assert with_reply("Hello. ", "Why?") == "Hello.\n\nWhy?"
    assert with_reply("", "Why?") == "Why?"
    assert with_reply("Why?", "Why?") == "Why?"


@pytest.mark.django_db
def test_language_of_an_organisation_is_that_of_most_editors() -> None:
    of = organisation("Trois")
    assert language_of_organisation(of.pk) == "en"
    people = [member(of, role) for role in (Role.OWNER, Role.EDITOR, Role.EDITOR, Role.VIEWER)]
    for person, language in zip(people, ("en", "fr", "fr", "ja"), strict=True):
        Person.objects.filter(pk=person.id).update(language=language)

    assert language_of_organisation(of.pk) == "fr"


@pytest.mark.django_db
def test_text_is_in_the_language_of_the_partner_with_its_values(scene: InReview) -> None:
    place, review = ReplyPlace(section="setup", code="MD-024"), scene.review(DOCS)
    name = organisation_of(scene.owner).name

    assert reply_text(GENERAL, review, place, reviewer="Ada {team}") == f"Dear {name}, Ada {{team}}"
    assert reply_text(CHECK, review, place, reviewer="Ada") == "Metrics without units?"
    Person.objects.filter(pk=scene.owner.id).update(language="ja")
    text = reply_text(GENERAL, review, place, reviewer="Ada")
    assert text.startswith(f"{name}様、")
    assert "{" not in text
    assert "Documentation" not in text
    assert reply_text(SECTION, review, place, reviewer="Ada") == "See Setup & Uninstall"


@pytest.mark.django_db
def test_without_a_text_for_the_partner_the_language_of_the_reviewer_counts(scene: InReview) -> None:
    Person.objects.filter(pk=scene.owner.id).update(language="fr")
    with translation.override("ja"):
        text = reply_text(GENERAL, scene.review(DOCS), ReplyPlace(section="setup"), reviewer="Ada")

    assert "様" in text


def use_replies(*replies: TeamText) -> None:
    by = reviewer_for(DOCS, role=TeamRole.LEAD)
    save_team_texts(kind=TextsKind.REPLIES, team=DOCS, items=replies, seen=0, by=by, now=NOW)


def groups_in(html: str) -> dict[str, list[str]]:
    """{label: values of its options} of the list of saved replies."""
    return {
        label: re.findall(r'value="([^"]+)"', options)
        for label, options in re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', html, re.DOTALL)
    }


@pytest.mark.django_db
def test_form_at_a_finding_suggests_and_fills_in(scene: InReview, docs: Client, url: str) -> None:
    use_replies(*ALL)
    place = {"path": "data.metadata_csv", "code": "MD-024"}

    form = docs.get(f"{url}threads/", {**place, "body": "It says", "finding": "f"}).content.decode()
    assert groups_in(form) == {"Suggested here": ["c"], "Other replies": ["g", "s"]}
    sent = {"canned": "c", "section": "data", "code": "MD-024", "body": "It says", "id": "comment-body"}
    part = docs.post(f"{url}canned-reply/", sent).content.decode()

    assert "It says\n\nMetrics without units?</textarea>" in part
    assert groups_in(part) == {"Suggested here": ["c"], "Other replies": ["g", "s"]}


@pytest.mark.django_db
def test_reply_is_filled_in_without_scripts(scene: InReview, docs: Client, url: str) -> None:
    use_replies(*ALL)
    thread = scene.comment(DOCS, path="setup.setup_md", now=today())

    html = html_of(docs, f"{url}?view=threads")
    assert ["s"] in groups_in(html).values()
    docs.post(f"{url}threads/{thread.pk}/answer/", {"body": "", "canned": "s", "section": "setup", "send": "now"})

    assert Comment.objects.latest("at", "id").body == "See Setup & Uninstall"


@pytest.mark.django_db
def test_team_without_replies_shows_no_list(docs: Client, url: str) -> None:
    use_replies()

    assert "-canned" not in html_of(docs, f"{url}?view=threads")


@pytest.mark.django_db
def test_member_of_the_partner_gets_no_reply(scene: InReview, url: str) -> None:
    insider = join(reviewer_for(DOCS), organisation_of(scene.owner))
    client = Client()
    client.force_login(Person.objects.get(pk=insider.id))

    assert client.post(f"{url}canned-reply/", {"canned": "why", "body": ""}).status_code == 404
