"""A preset that a person chose also applies to kinds of notices that are added later."""

from uuid import uuid4

import pytest
from django.db import transaction

from accounts.actors import actor_of
from accounts.models import Person, Team
from common.actor import Actor, ActorKind, TeamRole
from notices.actions import choose_deliveries, stop_mails
from notices.kind_registry import Purpose, kinds_for, notice_kind
from notices.models import Channel, DigestEntry, NoticeTiming, Outbox
from notices.presets import Preset
from notices.queries import choices_of, current_preset, delivery_of
from notices.writes import DIGEST_MAIL, post_notice
from tests.accounts.factories import NOW, make_person
from tests.reviews.scene import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    return make_person("ada")


def choose(person: Person, preset: Preset) -> None:
    browser_of(actor_of(person)).post("/notices/preferences/", {"preset": preset.value})


def add_kind(purpose: Purpose = Purpose.UPDATE) -> None:
    notice_kind("harbour.new", label="New", group="Harbour", subject="New", body="New", purpose=purpose)


@pytest.mark.parametrize(
    "preset, by_update, by_act",
    [
        (Preset.EVERYTHING, NoticeTiming.IMMEDIATE, NoticeTiming.IMMEDIATE),
        (Preset.ACT_AND_DIGEST, NoticeTiming.DAILY, NoticeTiming.IMMEDIATE),
        (Preset.DIGEST, NoticeTiming.DAILY, NoticeTiming.DAILY),
        (Preset.ACT, NoticeTiming.OFF, NoticeTiming.IMMEDIATE),
        (Preset.DECISIONS, NoticeTiming.OFF, NoticeTiming.OFF),
        (Preset.NOTHING, NoticeTiming.OFF, NoticeTiming.OFF),
    ],
)
@pytest.mark.parametrize("purpose", [Purpose.UPDATE, Purpose.ACT])
def test_new_kind_is_sent_as_the_preset_says(
    ada: Person, preset: Preset, by_update: NoticeTiming, by_act: NoticeTiming, purpose: Purpose
) -> None:
    choose(ada, preset)
    add_kind(purpose)
    with transaction.atomic():
        post_notice("harbour.new", recipients=[ada.pk], parameters={}, url="/", key="new", now=NOW)

    sent = {(True, False): NoticeTiming.IMMEDIATE, (False, True): NoticeTiming.DAILY, (False, False): NoticeTiming.OFF}
    assert sent[Outbox.objects.exists(), DigestEntry.objects.exists()] == (by_act if purpose else by_update)
    assert current_preset(kinds_for(actor_of(ada)), choices_of(ada.pk)) == preset


def test_choice_for_one_kind_counts_more_than_the_preset(ada: Person) -> None:
    choose(ada, Preset.DIGEST)

    for timing in (NoticeTiming.IMMEDIATE, NoticeTiming.DAILY, NoticeTiming.OFF, NoticeTiming.IMMEDIATE):
        choose_deliveries(selection={("harbour.full", Channel.EMAIL): timing}, by=actor_of(ada))
        kind = next(kind for kind in kinds_for(actor_of(ada)) if kind.name == "harbour.full")
        assert delivery_of(kind, Channel.EMAIL, choices_of(ada.pk)) == timing


def test_new_kinds_are_not_sent_after_the_digest_was_unsubscribed(ada: Person) -> None:
    choose(ada, Preset.DIGEST)

    stop_mails(person_id=ada.pk, kind_name=DIGEST_MAIL)
    add_kind()
    with transaction.atomic():
        post_notice("harbour.new", recipients=[ada.pk], parameters={}, url="/", key="new", now=NOW)

    assert not Outbox.objects.exists()
    assert not DigestEntry.objects.exists()


def test_settings_list_only_notices_that_the_person_can_get() -> None:
    reviewer = Actor(kind=ActorKind.PERSON, id=uuid4(), teams={Team.DOCUMENTATION: TeamRole.REVIEWER})

    kinds = kinds_for(reviewer)

    of_requests = {kind.name for kind in kinds if kind.name.endswith((".message", ".withdrawn", ".reopened"))}
    assert of_requests == {
        "finding-dispute.message",
        *(f"{name}.{verb}" for name in ("gtm", "oauth-exception") for verb in ("message", "withdrawn")),
    }
    assert {str(kind.group) for kind in kinds if "account" in str(kind.group).lower()} == {"Your account"}
