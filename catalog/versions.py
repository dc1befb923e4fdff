"""Integration IDs and versions of tiles, read by the database from the documents of submissions."""

from typing import Any

from django.db.models import ExpressionWrapper, JSONField
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from tilekit.core.versions import newest


class _NewestVersion(JSONField):
    """The highest version in the release notes; None if there is none."""

    def from_db_value(self, value: str | None, *place: Any) -> str | None:
        entries = super().from_db_value(value, *place)
        versions = [row.get("version") for row in entries if isinstance(row, dict)] if isinstance(entries, list) else []
        return newest([each for each in versions if isinstance(each, str)], str)


def version_in(documents: str) -> "ExpressionWrapper[Any]":
    """The newest version of a tile; documents is the field's path (`submission__documents`)."""
    entries = KeyTransform("entries", KeyTransform("release_notes", documents))
    return ExpressionWrapper(entries, output_field=_NewestVersion())


def integration_id_in(documents: str) -> KeyTextTransform:
    """The integration ID of a tile."""
    return KeyTextTransform("integration_id", KeyTransform("overview", documents))
