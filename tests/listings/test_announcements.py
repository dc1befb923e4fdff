"""Who is notified, with all placeholders of the texts filled."""

import pytest

from accounts.models import TeamMembership
from common.actor import Actor, Role, TeamRole
from listings.lifecycle import announcements
from listings.lifecycle.announcements import warn_of_archiving
from listings.lifecycle.change import RevisionChange, columns_of
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.transitions import TRANSITIONS
from listings.models import Revision
from listings.states.revision_states import RevisionState
from notices.models import Notice
from notices.texts import notices_with_texts
from tests.listings.scene import NOW, draft, member, organisation, reloaded, staff

pytestmark = pytest.mark.django_db
PARTNER = {"owner", "editor"}
TOLD = {
    "submit": PARTNER,
    "put on hold": PARTNER,
    "end hold": PARTNER,
    "checks passed": PARTNER,
    "checks failed": PARTNER,
    "replace": PARTNER,
    "cancel replacement": PARTNER,
    "request changes": PARTNER,
    "request taken back": PARTNER,
    "all approved": PARTNER | {"admin"},
    "approval taken back": PARTNER | {"admin"},
    "reject": PARTNER,
    "reopen": PARTNER,
    "enable in sandbox": PARTNER,
    "ask for changes": {"ecosystems", "admin"},
    "sign off": PARTNER | {"admin"},
    "confirm release": PARTNER | {"admin"},
    "schedule": PARTNER | {"admin"},
    "unschedule": PARTNER | {"admin"},
    "publish": PARTNER | {"ecosystems"},
    "send back": PARTNER,
    "withdraw": PARTNER | {"ecosystems"},
    "archive": PARTNER,
    "delete": PARTNER,
}


@pytest.fixture
def people() -> dict[str, Actor]:
    acme = organisation()
    return {
        "owner": member(acme, Role.OWNER),
        "editor": member(acme),
        "viewer": member(acme, Role.VIEWER),
        "ecosystems": enrolled("ecosystems"),
        "engineering": enrolled("engineering"),
        "admin": staff(is_admin=True),
        "stranger": member(organisation("Other"), Role.OWNER),
        "colleague": member(acme, name="ada"),
    }


def enrolled(team: str) -> Actor:
    actor = staff(teams={team: TeamRole.REVIEWER})
    TeamMembership.objects.create(team=team, person_id=actor.id, role=TeamRole.REVIEWER)
    return actor


def change(verb: str, revision: Revision, by: Actor) -> RevisionChange:
    (row,) = [row for row in TRANSITIONS if row.verb == verb]
    return RevisionChange(
        transition=row,
        subject=revision,
        before=RevisionState.DRAFT,
        stored=columns_of(revision),
        before_since=NOW,
        by=by,
        now=NOW,
        parameters={"note": "Please mind the gap.", "reason": "It is too early."},
    )


def announce(change: RevisionChange) -> None:
    announcements.announce_transition(REVISION, change, key=change.key)


def test_these_changes_notify_somebody() -> None:
    text = "add the verb and the people it notifies to TOLD in tests/listings/test_announcements.py, or remove it there"
    assert {row.verb for row in TRANSITIONS if row.notice} == set(TOLD), text


@pytest.mark.parametrize("verb", sorted(TOLD))
def test_each_change_tells_its_people_in_whole_words(verb: str, people: dict[str, Actor]) -> None:
    revision = reloaded(draft(people["editor"]))
    revision.submission_number, revision.release_at = 2, NOW

    announce(change(verb, revision, people["colleague"]))

    names = {actor.id: name for name, actor in people.items()}
    notices = list(Notice.objects.all())
    assert {names[notice.person_id] for notice in notices} == TOLD[verb]
    text = notices_with_texts(notices)[0].text
    assert revision.listing.name in text.subject
    for words in (text.subject, text.body):
        assert "{" not in words
        assert words.strip() == words.strip(" ")
    assert text.url == ("/listings/" if verb == "delete" else f"/listings/{revision.listing_id}/")


def test_silent_verbs_tell_nobody(people: dict[str, Actor]) -> None:
    revision = reloaded(draft(people["editor"]))

    announce(change("restore", revision, people["colleague"]))

    assert not Notice.objects.exists()


def test_more_than_one_kind_for_one_act_is_one_notice(people: dict[str, Actor]) -> None:
    revision = reloaded(draft(people["editor"]))
    for verb in ("submit", "checks passed"):
        announce(change(verb, revision, people["colleague"]))

    assert list(Notice.objects.filter(person_id=people["owner"].id).values_list("kind", flat=True)) == [
        "listing.submit"
    ]


def test_warning_names_the_days(people: dict[str, Actor]) -> None:
    revision = reloaded(draft(people["editor"]))

    warn_of_archiving(revision, days=7, now=NOW)

    (notice, *_) = notices_with_texts(Notice.objects.filter(person_id=people["owner"].id))
    assert notice.text.subject == "Acme Widget will be archived in 7 days"
