"""Validates names and other texts that people enter, and finds names that count as the same."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Model, Q, QuerySet

from common.errors import (
    HiddenCharacterRefused,
    NameAddressRefused,
    NameEmpty,
    NameMarkRefused,
    NameRefused,
    SlipwayError,
)
from common.name_keys import name_keys, visible_text
from tilekit.core.name_characters import CharacterFault, misplaced_character, without_misplaced

NAME_LENGTH = 200  # of the columns, in characters; forms allow fewer
# NUL has its own error.
_HIDDEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# What an e-mail program turns into a link even if no link was meant. A domain alone can be a name, such as monday.com.
_ADDRESS = re.compile(r"://|\bwww\.|\w\.[^\W\d_]{2,}/\w", re.IGNORECASE)
_LINK_POINT = re.compile(r"(?<=\w)(?:@(?=\w)|[.\u3002\uff0e\uff61](?=[^\W\d_]{2,}))|:(?=//)")
_WORD_JOINER = "\u2060"
M = TypeVar("M", bound=Model)


class NamedRow(Protocol):
    """A model with a unique name and the columns of its keys, such as `accounts.models.Organisation`."""

    pk: Any
    name: Any
    name_folded: Any
    name_look: Any
    name_clashes: Any


NAME_FIELDS = ("name", "name_folded", "name_look", "name_clashes")


def key_column() -> "models.CharField[str | None, str | None]":
    """A column for a key of a name. It is nullable: otherwise SQLite would rebuild the table and drop its triggers."""
    return models.CharField(max_length=64, null=True, editable=False)


@contextmanager
def unique_name(row: NamedRow, name: str, *, among: QuerySet[M], error: SlipwayError) -> Iterator[None]:
    """Set the name of the row; the block must save NAME_FIELDS.

    Raises `error` if another row in `among` has the same name, or gets it at the same time.
    """
    keys = name_keys(name)
    row.name, row.name_folded, row.name_look, row.name_clashes = name, keys.name_folded, keys.name_look, None
    if among.filter(has_same_name(name)).exclude(pk=row.pk).exists():
        raise error
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:  # PostgreSQL names the constraint, SQLite the columns
        if "name_folded" in str(fault) or "name_look" in str(fault):
            raise error from fault
        raise


def assert_visible(name: str) -> None:
    """Raises NameEmpty, NameMarkRefused, or NameRefused for an invisible or direction-changing character."""
    if not name.strip():
        raise NameEmpty
    if character := misplaced_character(name):
        refused = NameMarkRefused if character.fault is CharacterFault.MARK else NameRefused
        raise refused(character=f"U+{ord(name[character.index]):04X}")


def assert_no_address(name: str) -> None:
    """Raises NameAddressRefused for a web address, and the errors of `assert_visible`.

    It is for the names of people and organisations, because e-mails to strangers contain them.
    """
    assert_visible(name)
    if _ADDRESS.search(unicodedata.normalize("NFKC", name)):
        raise NameAddressRefused


def without_links(name: str) -> str:
    """A name for e-mails, with an invisible character in each domain and address, so that it doesn't become a link."""
    return _LINK_POINT.sub(lambda match: match[0] + _WORD_JOINER, name)


def visible_name(name: str) -> None:
    """Form validator: raises ValidationError if `assert_visible` rejects the name."""
    _validate(name, assert_visible)


def name_without_address(name: str) -> None:
    """Form validator: raises ValidationError if `assert_no_address` rejects the name."""
    _validate(name, assert_no_address)


def _validate(name: str, check: Callable[[str], None]) -> None:
    try:
        check(name)
    except NameRefused as refused:
        raise ValidationError(str(refused), code=refused.code) from refused


def assert_readable(text: str) -> None:
    """Raises HiddenCharacterRefused for a control character, other than tabs and line breaks, or a directional one.

    It also raises it for a text that people can't see at all. An empty text is allowed.
    """
    hidden, entered = _HIDDEN.search(text), text.strip()
    if hidden or (entered and not visible_text(entered).strip()):
        raise HiddenCharacterRefused(character=f"U+{ord(hidden[0] if hidden else entered[0]):04X}")


def readable_text(text: str) -> None:
    """Form validator: raises ValidationError if `assert_readable` rejects the text."""
    try:
        assert_readable(text)
    except HiddenCharacterRefused as refused:
        raise ValidationError(str(refused), code=refused.code) from refused


def without_invisible(name: str) -> str:
    """A name from a file, without characters that are not allowed in names. At most 200 characters."""
    return " ".join(without_misplaced(" ".join(name[: 2 * NAME_LENGTH].split())[:NAME_LENGTH]).split())


def has_same_name(name: str) -> Q:
    """The condition that a row has the same name, or one that looks the same."""
    keys = name_keys(name)
    return Q(name_folded=keys.name_folded) | Q(name_look=keys.name_look)


def clashes(rows: QuerySet[M], scope: str = "") -> list[list[M]]:
    """Groups of rows with the same name, which were created before names had to be unique. Two queries.

    The oldest row of a group comes first. scope is the column within which names must be unique.
    """
    marked = list(rows.filter(name_clashes=True).values_list("name_folded", "name_look"))
    if not marked:
        return []
    same = Q(name_folded__in={folded for folded, _look in marked}) | Q(name_look__in={look for folded, look in marked})
    others_and_rows = list(rows.filter(same).order_by("created_at", "pk"))
    groups = [
        [other for other in others_and_rows if _is_same(row, other, scope)]
        for row in others_and_rows
        if _column(row, "name_clashes")
    ]
    return [group for place, group in enumerate(groups) if len(group) > 1 and group not in groups[:place]]


def _is_same(row: Model, other: Model, scope: str) -> bool:
    is_near = not scope or _column(row, scope) == _column(other, scope)
    return is_near and any(_column(row, key) == _column(other, key) for key in ("name_folded", "name_look"))


def _column(row: Model, name: str) -> object:
    return getattr(row, name)
