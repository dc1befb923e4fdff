"""A transaction that all actions of one API call or of an import join, so that they are one write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.transaction import Atomic

_current: ContextVar["JointTransaction | None"] = ContextVar("joint_transaction", default=None)


def joint_transaction() -> "JointTransaction | None":
    """The transaction that actions join at this moment; None if each opens its own."""
    return _current.get()


class JointTransaction:
    """Actions join it from `start` to `commit` or `roll_back`. It begins with the first action.

    at_begin is the first write of the transaction. If it raises an exception, every action raises it. An action that
    raises an exception itself rolls back only its own writes. Functions passed to `on_commit` run after `commit`.
    """

    def __init__(self, at_begin: Callable[[], None]) -> None:
        self._at_begin = at_begin
        self._atomic: Atomic | None = None
        self._is_in_action = False
        self.failure: Exception | None = None

    def start(self) -> None:
        """Let the actions of this thread join."""
        _current.set(self)

    def begin(self) -> None:
        """Begin the transaction if no action has. Raises the exceptions of at_begin."""
        if self.failure is not None:
            raise self.failure
        if self._atomic is not None:
            return
        self._atomic = transaction.atomic(durable=True)
        self._atomic.__enter__()
        try:
            self._at_begin()
        except Exception as failure:
            self.failure = failure
            transaction.set_rollback(True)
            self._leave()
            raise

    @contextmanager
    def action(self) -> Iterator[None]:
        """Run an action as a part of the transaction."""
        if self._is_in_action:
            text = "an action can't call another action"
            raise RuntimeError(text)
        self.begin()
        self._is_in_action = True
        try:
            with transaction.atomic():
                yield
        finally:
            self._is_in_action = False

    def commit(self) -> None:
        """End the transaction. From then on, actions open their own again."""
        _current.set(None)
        self._leave()

    def roll_back(self) -> None:
        """Undo all actions that have joined. From then on, actions open their own again."""
        _current.set(None)
        if self._atomic is not None:
            transaction.set_rollback(True)
            self._leave()

    def _leave(self) -> None:
        atomic, self._atomic = self._atomic, None
        if atomic is not None:
            atomic.__exit__(None, None, None)
