"""Actions that join the transaction of a call."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from common.actions import action
from common.joint_transaction import JointTransaction

pytestmark = pytest.mark.django_db(transaction=True)
COMMITTED: list[str] = []


@action
def add(name: str, *, error: Exception | None = None) -> None:
    Group.objects.create(name=name)
    transaction.on_commit(lambda: COMMITTED.append(name))
    if error:
        raise error


def names() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


@pytest.fixture
def joint() -> Iterator[JointTransaction]:
    COMMITTED.clear()
    transaction = JointTransaction(lambda: None)
    transaction.start()
    yield transaction
    transaction.roll_back()


def test_actions_are_one_transaction(joint: JointTransaction) -> None:
    add("first")
    add("second")
    assert COMMITTED == []

    joint.commit()

    assert (names(), COMMITTED) == (["first", "second"], ["first", "second"])


def test_an_error_undoes_its_own_action_only(joint: JointTransaction) -> None:
    add("first")
    with pytest.raises(LookupError):
        add("second", error=LookupError())
    joint.commit()

    assert (names(), COMMITTED) == (["first"], ["first"])


def test_all_actions_can_be_undone(joint: JointTransaction) -> None:
    add("first")
    joint.roll_back()
    add("second")

    assert (names(), COMMITTED) == (["second"], ["second"])


def test_an_action_inside_another_fails(joint: JointTransaction) -> None:
    @action
    def outer() -> None:
        add("inner")

    with pytest.raises(RuntimeError):
        outer()
    joint.commit()

    assert names() == []


def test_no_action_runs_after_the_first_write_failed() -> None:
    def fail() -> None:
        Group.objects.create(name="claim")
        raise LookupError

    joint = JointTransaction(fail)
    joint.start()
    for name in ("first", "second"):
        with pytest.raises(LookupError):
            add(name)
    joint.roll_back()

    assert names() == []
