"""Database expressions that read integration IDs and versions from the documents of submissions."""

from typing import Any

from django.db.models import ExpressionWrapper, JSONField
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from tilekit.core.versions import newest


class _NewestVersion(JSONField):
    """Reads release notes from the database as their highest version; None if there is none."""

    def from_db_value(self, value: str | None, *place: Any) -> str | None:
        entries = super().from_db_value(value, *place)
        versions = [row.get("version") for row in entries if isinstance(row, dict)] if isinstance(entries, list) else []
        return newest([version for version in versions if isinstance(version, str)], str)


def version_in(documents: str) -> "ExpressionWrapper[Any]":
    """An expression for the newest version; documents is the path of the field (`submission__documents`)."""
    entries = KeyTransform("entries", KeyTransform("release_notes", documents))
    return ExpressionWrapper(entries, output_field=_NewestVersion())


def integration_id_in(documents: str) -> KeyTextTransform:
    """An expression for the integration ID; documents is the path of the field (`submission__documents`)."""
    return KeyTextTransform("integration_id", KeyTransform("overview", documents))
