"""Decorators of writes: an action opens a transaction or joins that of an API call, a part asserts that one is open."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from msgspec import Struct

from common.errors import CharacterRefused
from common.joint_transaction import joint_transaction
from common.read_only import assert_writable, is_read_only
from tilekit.core.storable import bad_character

P = ParamSpec("P")
R = TypeVar("R")


def assert_storable(values: Iterable[object]) -> None:
    """Raises CharacterRefused if a text in the values has a character that the database can't store."""
    character = next(filter(None, map(bad_character, _texts(values))), "")
    if character:
        raise CharacterRefused(character=character)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one durable transaction.

    Durable: an action that is called inside another fails at once instead of committing half a write. Only API calls
    and imports open a transaction around actions (`common.joint_transaction`). Raises CharacterRefused if a text
    argument has a character that the database can't store, and the error of `common.read_only` while writes are
    refused.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        assert_storable(kwargs.values())
        assert_writable()
        joint = joint_transaction()
        with joint.action() if joint else transaction.atomic(durable=True):
            return function(*args, **kwargs)

    return run


def optional_action(function: Callable[P, None]) -> Callable[P, None]:
    """Like `action`, but does nothing while writes are refused: it stores what can be computed again."""
    run_action = action(function)

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        if not is_read_only():
            run_action(*args, **kwargs)

    return run


def _texts(values: Iterable[object]) -> Iterator[str]:
    """The arguments that are texts, and those in Structs and parameters. Sections and files are validated elsewhere."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from (text for text in value.values() if isinstance(text, str))
        elif isinstance(value, Struct):
            values_of_fields = (
                getattr(value, name) for name in value.__struct_fields__
            )  # the actor may be a lazy proxy of a Struct
            yield from (text for text in values_of_fields if isinstance(text, str))


def in_transaction(function: Callable[P, R]) -> Callable[P, R]:
    """Mark the function as a part of a write: calling it without an open transaction is an error."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            text = f"{function.__qualname__} is part of a write and needs an open transaction"
            raise transaction.TransactionManagementError(text)
        return function(*args, **kwargs)

    return run
