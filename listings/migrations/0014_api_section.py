"""Adds the section for entities of API clients to existing revisions."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_KEY, _AT_ONCE = "api", 500


def add(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add an empty section with the first entry of its history, as in new revisions."""
    revisions, sections = apps.get_model("listings", "Revision"), apps.get_model("listings", "Section")
    versions = apps.get_model("listings", "SectionVersion")
    without = revisions.objects.exclude(sections__key=_KEY).order_by("pk")
    batch = [sections(revision=row, key=_KEY, updated_by=row.created_by, updated_at=row.created_at) for row in without]
    made = sections.objects.bulk_create(batch, batch_size=_AT_ONCE)
    versions.objects.bulk_create(
        [
            versions(section=row, version=1, document={}, schema=1, by=row.updated_by, started_at=at, at=at)
            for row, at in ((row, row.updated_at) for row in made)
        ],
        batch_size=_AT_ONCE,
    )


class Migration(migrations.Migration):
    dependencies = [("listings", "0013_offer_id")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
