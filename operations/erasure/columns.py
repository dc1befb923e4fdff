"""The columns that can contain a leaked secret: all columns with text, JSON or bytes, except those that are listed."""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import BinaryField, CharField, F, Field, JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import capfirst
from msgspec import Struct

from accounts.encrypted_columns import all_encrypted_columns
from operations.erasure.leaked_secret import TOMBSTONE, LeakedSecret
from tilekit.core.field import Json

_SEARCHED = (CharField, TextField, JSONField, BinaryField)
# The columns that are not searched, each with the reason.
NOT_SEARCHED: Mapping[str, str] = {
    "audit.Event.actor_kind": "declared by the code",
    "audit.Event.digests": "audit.erasures changes events",
    "audit.Event.object_ids": "audit.erasures changes events",
    "audit.Event.request_id": "audit.erasures changes events",
    "audit.Event.verb": "audit.erasures changes events",
    "audit.EventErasure.erased_digest": "final, and contains only digests",
    "audit.EventErasure.original_digest": "final, and contains only digests",
    "audit.EventErasure.seal_digest": "final, and contains only digests",
    "audit.Seal.chain_digest": "seals are final, and contain only digests",
    "audit.Seal.events_digest": "seals are final, and contain only digests",
    "audit.Seal.members": "seals are final, and contain only digests",
    "sessions.Session.session_data": "signed; a changed session would end",
}


class SearchedColumn(Struct, frozen=True):
    """A column in which secrets are searched and replaced."""

    model: type[Model]
    name: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    @property
    def label(self) -> str:
        """The kind of its rows and its own name, for people."""
        return f"{capfirst(str(self.model._meta.verbose_name))}, {self.field.verbose_name}"

    @property
    def field(self) -> "Field[Any, Any]":
        return self.model._meta.get_field(self.name)  # type: ignore[return-value]  # concrete, see `text_columns`

    def candidates(self, secret: LeakedSecret) -> QuerySet[Any]:
        """Rows that may contain the secret, in the order of their IDs.

        SQLite ignores case, and bytes can't be searched in the database, so some rows don't contain it.
        """
        rows = self.model._base_manager.order_by("pk")
        if isinstance(self.field, BinaryField):
            return rows.exclude(**{f"{self.name}__isnull": True})
        text = Cast(F(self.name), TextField()) if isinstance(self.field, JSONField) else F(self.name)
        matches = (Q(erasure_text__contains=hint) for hint in secret.hints)
        return rows.alias(erasure_text=text).filter(reduce(or_, matches))

    def erased(self, value: Any, secret: LeakedSecret, tombstone: str = TOMBSTONE) -> Any:
        """The value with the tombstone instead of the secret, cut to the length of the column."""
        if isinstance(self.field, BinaryField):
            return secret.erased_bytes(bytes(value))
        if not isinstance(value, str):
            return secret.erased_json(value, tombstone)
        text = secret.erased(value, tombstone)
        return text if text == value else text[: self.field.max_length]

    def matching_ids(self, secret: LeakedSecret) -> Iterator[Any]:
        """The IDs of the rows that contain the secret."""
        for row_id, value in self.candidates(secret).values_list("pk", self.name).iterator(chunk_size=100):
            if self.differs(value, secret):
                yield row_id

    def differs(self, value: Any, secret: LeakedSecret) -> bool:
        """Whether the value contains the secret."""
        value = bytes(value) if isinstance(self.field, BinaryField) else value
        erased: Json | bytes = self.erased(value, secret)
        return erased != value


def text_columns() -> Iterator[SearchedColumn]:
    """All columns with text, JSON or bytes. The keys of rows are IDs, names of kinds and digests."""
    for model in _models():
        for field in model._meta.concrete_fields:
            if isinstance(field, _SEARCHED) and not field.primary_key:
                yield SearchedColumn(model, field.name)


def searched_columns() -> list[SearchedColumn]:
    """The columns in which secrets are erased."""
    skipped = set(NOT_SEARCHED) | set(_encrypted())
    return [column for column in text_columns() if str(column) not in skipped]


def _models() -> Iterable[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return (model for model in models if model._meta.managed and not model._meta.proxy)


def _encrypted() -> Iterator[str]:
    """Columns with encrypted values. JSON columns with some encrypted keys are searched, too."""
    for registered in all_encrypted_columns():
        if not registered.inside:
            yield from (f"{registered.model_label}.{name}" for name in registered.columns)
