import pytest
from django.db import connection, transaction

from accounts.actors import actor_of
from accounts.models import Person
from common.actions import action
from common.actor import SYSTEM, Actor
from jobs.models import Job, Priority
from jobs.retention.queries import rows_due
from jobs.retention.registry import retention_kinds
from notices.actions import choose_deliveries
from notices.models import Channel, Notice, NoticeTiming, Outbox
from notices.writes import post_notice
from tests.accounts.factories import NOW, make_person

pytestmark = pytest.mark.django_db
SHIP = {"ship": "Ostrya", "until_at": "2026-01-12T15:00:00+00:00"}


def tell(*people: Person, kind: str = "harbour.full", key: str = "act", **more: object) -> None:
    with transaction.atomic():
        recipients = [person.pk for person in people]
        post_notice(kind, recipients=recipients, parameters=SHIP, url="/ships/", key=key, now=NOW, **more)


def stored_notices() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("person__name", "kind"))


def test_post_writes_a_notice_and_an_e_mail_with_its_job() -> None:
    ada = make_person("ada")

    tell(ada)

    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.parameters, notice.url) == (ada, "harbour.full", SHIP, "/ships/")
    mail = Outbox.objects.get()
    assert (mail.recipient_id, mail.address, mail.channel) == (ada.pk, "", Channel.EMAIL)
    job = Job.objects.get()
    assert (job.kind, job.payload, job.priority) == ("mail", {"outbox": str(mail.pk)}, Priority.MAIL)


def test_post_of_one_act_tells_each_person_once() -> None:
    ada, ben = make_person("ada"), make_person("ben")
    tell(ada, ada)

    tell(ada, ben, kind="harbour.closed")
    tell(ada, ben)

    assert stored_notices() == [("Ada", "harbour.full"), ("Ben", "harbour.full")]
    assert sorted(Outbox.objects.values_list("recipient_id", "kind")) == sorted(
        [(ada.pk, "harbour.full"), (ben.pk, "harbour.closed")]
    )
    assert Job.objects.count() == 2


def test_post_of_another_act_tells_again() -> None:
    ada = make_person("ada")

    tell(ada)
    tell(ada, key="another act")

    assert Notice.objects.count() == Outbox.objects.count() == 2


def test_post_leaves_the_actor_out_unless_asked() -> None:
    ada, ben = make_person("ada"), make_person("ben")

    tell(ada, ben, by=actor_of(ada))
    assert stored_notices() == [("Ben", "harbour.full")]
    assert Notice.objects.get().parameters["actor"] == str(ada.pk)

    tell(ada, by=actor_of(ada), to_actor=True, key="another act")
    assert stored_notices() == [("Ada", "harbour.full"), ("Ben", "harbour.full")]


def test_post_follows_choices_but_sends_what_is_mandatory() -> None:
    ada = make_person("ada")
    kinds = ("harbour.full", "harbour.closed")
    nothing = {(kind, channel): NoticeTiming.OFF for kind in kinds for channel in Channel}
    choose_deliveries(selection=nothing, by=actor_of(ada))

    tell(ada)
    tell(ada, kind="harbour.closed", key="another act")

    assert not Notice.objects.exists()
    assert Outbox.objects.get().kind == "harbour.closed"


def test_post_to_outsiders_sends_an_e_mail_only() -> None:
    tell(addresses=["eve@elsewhere.example", "eve@elsewhere.example"])

    assert Outbox.objects.get().address == "eve@elsewhere.example"
    assert not Notice.objects.exists()


@pytest.mark.parametrize("by", [None, SYSTEM])
def test_post_by_the_system_names_nobody(by: Actor | None) -> None:
    tell(make_person("ada"), by=by)

    assert "actor" not in Notice.objects.get().parameters


@pytest.mark.django_db(transaction=True)
def test_post_needs_an_open_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        post_notice("harbour.full", recipients=[], parameters=SHIP, url="/", key="x", now=NOW)


def test_post_vanishes_with_the_change_that_failed() -> None:
    ada = make_person("ada")

    @action
    def change() -> None:
        post_notice("harbour.full", recipients=[ada.pk], parameters=SHIP, url="/", key="x", now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change()

    assert not Notice.objects.exists()
    assert not Outbox.objects.exists()
    assert not Job.objects.exists()


def test_post_refuses_a_text_without_its_parameters() -> None:
    with pytest.raises(ValueError, match="needs ship"), transaction.atomic():
        post_notice("harbour.full", recipients=[], parameters={"until_at": ""}, url="/", key="x", now=NOW)


def test_post_refuses_an_unknown_kind() -> None:
    with pytest.raises(KeyError):
        tell(kind="harbour.unknown")


def test_post_costs_the_same_for_3_people_and_30(django_assert_max_num_queries: object) -> None:
    people = [make_person() for _ in range(30)]
    choose_deliveries(selection={("harbour.full", Channel.EMAIL): NoticeTiming.OFF}, by=actor_of(people[0]))

    # Each e-mail has its own job; everything that does not depend on it stays the same.
    with django_assert_max_num_queries(5 + 2 * 29 + 2):
        tell(*people)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL reads an empty table without an index")
def test_old_notices_are_selected_with_an_index() -> None:
    notices = next(kind for kind in retention_kinds() if kind.name == "notices")

    plan = rows_due(notices, NOW).order_by(notices.since, "pk")[:50].explain()

    assert "notices_notice_by_age" in plan
