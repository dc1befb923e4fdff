from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.db import transaction
from pytest_django import Settings

from accounts.actors import actor_of
from accounts.models import Person
from notices.actions import choose_deliveries, mute_listing, send_digest
from notices.digests import latest_digest_time
from notices.kind_registry import kinds_for
from notices.models import DigestEntry, Notice, Outbox
from notices.presets import Preset, choices_of_preset
from notices.tasks import send_daily_digests
from notices.writes import forget_person, post_notice
from tests.accounts.factories import NOW, make_person

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
def test_muted_listing_sends_only_what_asks_to_act(preset: Preset) -> None:
    ada, ben = make_person("ada"), make_person("ben")
    choose(ada, preset)
    mute_listing(listing_id=LISTINGS[0], is_muted=True, by=actor_of(ada))

    tell(ada, ben, key="a", listing=0)
    assert not Outbox.objects.filter(recipient_id=ada.pk).exists()
    assert not DigestEntry.objects.exists()
    assert Notice.objects.filter(person=ada).exists()

    tell(ada, kind="harbour.act", key="b", listing=0)
    tell(ada, key="c", listing=1)
    mute_listing(listing_id=LISTINGS[0], is_muted=False, by=actor_of(ada))
    tell(ada, key="d", listing=0)
    keys = Outbox.objects.filter(recipient_id=ada.pk).values_list("idempotency_key", flat=True)
    assert {*DigestEntry.objects.values_list("key", flat=True), *(key[0] for key in keys)} == {"b", "c", "d"}
