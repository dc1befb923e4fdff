from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.models import UUIDField
from pytest_django import Settings

from accounts.actions import leave_organisation, remove_member
from accounts.actors import actor_of
from accounts.models import Membership, Organisation, Person
from common.actor import Role
from notices.actions import choose_deliveries, choose_listing_timing, send_digest
from notices.digests import latest_digest_time
from notices.kind_registry import kinds_for
from notices.models import DigestEntry, Notice, NoticeTiming, Outbox
from notices.presets import Preset
from notices.queries import choices_of_preset, listing_timing
from notices.tasks import send_daily_digests
from notices.writes import forget_person, post_notice
from tests.accounts.factories import NOW, make_person
from tests.listings.scene import draft, member, organisation

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)
LISTINGS = (UUID(int=1), UUID(int=2))


@pytest.fixture
def ada() -> Person:
    person = make_person("ada")
    choose(person, Preset.ACT_AND_DIGEST)
    return person


def choose(person: Person, preset: Preset) -> None:
    actor = actor_of(person)
    choose_deliveries(selection=choices_of_preset(preset, kinds_for(actor)), by=actor)


def choose_timing(person: Person, timing: NoticeTiming | None) -> None:
    choose_listing_timing(listing_id=LISTINGS[0], timing=timing, by=actor_of(person))


def tell(*people: Person, kind: str = "harbour.full", key: str = "act", listing: int | None = None) -> None:
    values = {"ship": f"Ship {key}", "until_at": "2026-01-12T15:00:00+00:00"}
    if listing is not None:
        values["listing"] = f"Tile {listing}"
    recipients = [person.pk for person in people]
    listing_id = None if listing is None else LISTINGS[listing]
    with transaction.atomic():
        post_notice(kind, recipients=recipients, parameters=values, listing_id=listing_id, url="/x/", key=key, now=NOW)


def send(people: list[Person], run_jobs: Callable[[], int], until: datetime = TOMORROW) -> None:
    for person in people:
        send_digest(person_id=person.pk, until=until, now=until)
    run_jobs()


def test_digest_contains_the_waiting_notices_by_listing(ada: Person, run_jobs: Callable[[], int]) -> None:
    tell(ada, key="a")
    tell(ada, key="b", listing=1)
    tell(ada, key="c", listing=0)
    tell(ada, key="d", listing=1)
    run_jobs()
    assert mail.outbox == []

    send([ada], run_jobs)

    (message,) = mail.outbox
    assert message.subject == "Daily digest: 4 notifications"
    words = ("Tile 1\n======\n", "Ship b", "Ship d", "Tile 0\n======\n", "Ship c", "Other notifications", "Ship a")
    places = [message.body.index(word) for word in words]
    assert places == sorted(places)
    assert "http://127.0.0.1:8000/x/" in message.body
    assert "<h2>Tile 1</h2>" in message.alternatives[0].content


def test_digest_is_sent_once_and_only_with_notices(ada: Person, run_jobs: Callable[[], int]) -> None:
    tell(ada)

    send([ada, ada, make_person("ben")], run_jobs)
    tell(ada, key="late")
    send([ada], run_jobs)
    assert len(mail.outbox) == 1

    send([ada], run_jobs, until=TOMORROW + timedelta(days=1))
    assert "Ship late" in mail.outbox[1].body
    assert "Ship act" not in mail.outbox[1].body


def test_job_catches_up_after_an_outage(ada: Person, run_jobs: Callable[[], int]) -> None:
    tell(ada, make_person("ben"))  # months ago

    for _time in range(2):
        send_daily_digests(renew=lambda: None)
        run_jobs()

    assert [message.to[0][:3] for message in mail.outbox if "Daily digest" in message.subject] == ["ada"]


def test_digest_is_in_the_language_of_its_reader(ada: Person, run_jobs: Callable[[], int]) -> None:
    Person.objects.filter(pk=ada.pk).update(language="fr")
    tell(ada)

    send([ada], run_jobs)

    assert '<html lang="fr">' in mail.outbox[0].alternatives[0].content


def test_acts_and_mandatory_notices_do_not_wait(ada: Person, run_jobs: Callable[[], int]) -> None:
    tell(ada, kind="harbour.act", key="a", listing=0)
    tell(ada, kind="harbour.closed", key="b")
    run_jobs()

    assert [message.subject for message in mail.outbox] == ["Act on Tile 0", "Closed"]
    assert not DigestEntry.objects.exists()


@pytest.mark.parametrize("kinds", [("harbour.act", "harbour.full"), ("harbour.full", "harbour.act")])
def test_an_act_is_reported_once_in_a_mail_or_in_the_digest(ada: Person, kinds: tuple[str, str]) -> None:
    for kind in kinds:
        tell(ada, kind=kind, listing=0)

    entries = [*Outbox.objects.values_list("kind", flat=True), *DigestEntry.objects.values_list("kind", flat=True)]
    assert entries == [kinds[0]]


def test_digest_of_outdated_notices_is_dropped(ada: Person, run_jobs: Callable[[], int]) -> None:
    with transaction.atomic():
        post_notice("harbour.over", recipients=[ada.pk], parameters={"is_over": 1}, url="/", key="x", now=NOW)

    send([ada], run_jobs)

    assert mail.outbox == []
    assert not DigestEntry.objects.exists()


def test_erased_people_have_no_waiting_notices(ada: Person) -> None:
    tell(ada)

    forget_person(ada.pk)

    assert not DigestEntry.objects.exists()


@pytest.mark.parametrize("is_removed", [True, False])
def test_people_who_left_get_no_digest_about_the_organisation(
    data_dir: Path, run_jobs: Callable[[], int], *, is_removed: bool
) -> None:
    owner = member(organisation("Tide"), Role.OWNER)
    listing, organisation_id = draft(owner).listing_id, next(iter(owner.organisations))
    leaver, other = (make_person(name) for name in ("ada", "ben"))
    for person in (leaver, other):
        Membership.objects.create(organisation_id=organisation_id, person=person, role=Role.EDITOR)
        choose(person, Preset.DIGEST)
        page = Organisation.objects.get(pk=organisation_id).get_absolute_url()
        for key, listing_id, url in (("about", listing, ""), ("users", None, page), ("elsewhere", LISTINGS[0], "")):
            DigestEntry.objects.create(
                person=person,
                kind="harbour.full",
                key=key,
                listing_id=listing_id,
                url=url,
                parameters={"ship": key, "until_at": "", "listing": key},
                created_at=NOW,
            )

    if is_removed:
        remove_member(organisation_id=organisation_id, person_id=leaver.pk, by=owner, now=NOW)
    else:
        leave_organisation(organisation_id=organisation_id, by=actor_of(leaver), now=NOW)
    mail.outbox.clear()
    send([leaver, other], run_jobs)

    texts = {message.to[0][:3]: message.body for message in mail.outbox if "Daily digest" in message.subject}
    for key in ("about", "users"):
        assert [f"{key} must wait" in texts[name] for name in ("ada", "ben")] == [False, True]
    assert "elsewhere must wait" in texts["ada"]


def test_digest_has_nothing_that_was_turned_off_meanwhile(ada: Person, run_jobs: Callable[[], int]) -> None:
    tell(ada)
    choose(ada, Preset.NOTHING)

    send([ada], run_jobs)

    assert mail.outbox == []
    assert not DigestEntry.objects.exists()


def test_digest_has_what_waited_before_the_kind_became_immediate(ada: Person, run_jobs: Callable[[], int]) -> None:
    tell(ada)
    choose(ada, Preset.EVERYTHING)

    send([ada], run_jobs)

    assert [message.subject for message in mail.outbox] == ["Daily digest: 1 notification"]


def test_digests_are_due_at_an_hour_in_the_zone_of_the_portal(settings: Settings) -> None:
    settings.TIME_ZONE, settings.DIGEST_HOUR = "Asia/Tokyo", 8
    due = datetime(2026, 3, 1, 23, tzinfo=UTC)

    assert latest_digest_time(due) == due
    assert latest_digest_time(due - timedelta(seconds=1)) == due - timedelta(days=1)
    assert latest_digest_time(due + timedelta(hours=23)) == due


@pytest.mark.parametrize("preset", [Preset.EVERYTHING, Preset.DIGEST])
def test_listing_that_is_off_sends_only_what_asks_to_act(preset: Preset) -> None:
    ada, ben = make_person("ada"), make_person("ben")
    choose(ada, preset)
    choose_timing(ada, NoticeTiming.OFF)

    tell(ada, ben, key="a", listing=0)
    assert not Outbox.objects.filter(recipient_id=ada.pk).exists()
    assert not DigestEntry.objects.exists()
    assert Notice.objects.filter(person=ada).exists()

    tell(ada, kind="harbour.act", key="b", listing=0)
    tell(ada, key="c", listing=1)
    choose_timing(ada, None)
    tell(ada, key="d", listing=0)
    keys = Outbox.objects.filter(recipient_id=ada.pk).values_list("idempotency_key", flat=True)
    assert {*DigestEntry.objects.values_list("key", flat=True), *(key[0] for key in keys)} == {"b", "c", "d"}


_KINDS = {"harbour.full": "f", "harbour.act": "a", "harbour.closed": "c"}


@pytest.mark.parametrize(
    "preset, timing, at_once, daily",
    [
        (Preset.EVERYTHING, None, "fac", ""),
        (Preset.EVERYTHING, NoticeTiming.DAILY, "ac", "f"),
        (Preset.EVERYTHING, NoticeTiming.OFF, "ac", ""),
        (Preset.DIGEST, NoticeTiming.IMMEDIATE, "fac", ""),
        (Preset.DIGEST, NoticeTiming.OFF, "c", "a"),
        (Preset.ACT, NoticeTiming.IMMEDIATE, "ac", ""),
        (Preset.NOTHING, NoticeTiming.DAILY, "c", ""),
    ],
)
def test_timing_of_the_listing_replaces_that_of_kinds_that_are_on(
    preset: Preset, timing: NoticeTiming | None, at_once: str, daily: str
) -> None:
    ada = make_person("ada")
    choose(ada, preset)
    choose_timing(ada, timing)

    for kind, key in _KINDS.items():
        tell(ada, kind=kind, key=key, listing=0)

    mails = [_KINDS[kind] for kind in Outbox.objects.order_by("pk").values_list("kind", flat=True)]
    assert "".join(mails) == at_once
    assert "".join(DigestEntry.objects.order_by("pk").values_list("key", flat=True)) == daily


def test_digest_has_nothing_about_a_listing_that_is_off_now(ada: Person) -> None:
    choose(ada, Preset.DIGEST)
    for listing in range(2):
        tell(ada, key=f"full-{listing}", listing=listing)
        tell(ada, kind="harbour.act", key=f"act-{listing}", listing=listing)

    choose_timing(ada, NoticeTiming.OFF)

    assert set(DigestEntry.objects.values_list("key", flat=True)) == {"act-0", "full-1", "act-1"}


def test_mute_of_the_release_before_is_off(ada: Person) -> None:
    """It stored no timing, so the database fills it in."""
    with connection.cursor() as cursor:
        sql = "INSERT INTO notices_mutedlisting (person_id, listing_id) VALUES (%s, %s)"
        cursor.execute(sql, [_stored(ada.pk), _stored(LISTINGS[0])])

    assert listing_timing(LISTINGS[0], actor_of(ada)) == NoticeTiming.OFF


def _stored(value: UUID) -> str:
    return str(UUIDField().get_db_prep_value(value, connection))
