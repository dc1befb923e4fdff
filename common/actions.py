"""How a write is made: an action opens the transaction, a move asserts that one is open."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one durable transaction.

    Durable: an action called inside another fails at once instead of committing half a write.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(durable=True):
            return function(*args, **kwargs)

    return run


def in_transaction(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a part of a write: it opens nothing and fails where no transaction is open."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            text = f"{function.__qualname__} is part of a write and needs an open transaction"
            raise transaction.TransactionManagementError(text)
        return function(*args, **kwargs)

    return run
