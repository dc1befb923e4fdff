"""Names and versions of tiles, read in the database from the frozen documents of submissions."""

from django.db.models.fields.json import KeyTextTransform, KeyTransform


def version_in(documents: str) -> KeyTextTransform:
    """The newest version of a tile; documents is the field's path (`submission__documents`)."""
    entries = KeyTransform("entries", KeyTransform("release_notes", documents))
    return KeyTextTransform("version", KeyTransform("0", entries))


def integration_id_in(documents: str) -> KeyTextTransform:
    """The integration ID of a tile."""
    return KeyTextTransform("integration_id", KeyTransform("overview", documents))
