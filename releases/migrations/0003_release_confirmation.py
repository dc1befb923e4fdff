"""Adds confirmations of releases that were on hold. Releases that are already scheduled count as confirmed."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Now


def confirm_scheduled_releases(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Somebody chose the time of these releases, and their jobs are waiting."""
    submissions = apps.get_model("listings", "Submission").objects.filter(
        revision__state="scheduled", documents__submission__requested_release="hold"
    )
    confirmation = apps.get_model("releases", "ReleaseConfirmation")
    confirmation.objects.bulk_create(
        confirmation(submission_id=each, confirmed_at=Now()) for each in submissions.values_list("pk", flat=True)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0020_licence_spelling"),
        ("releases", "0002_decision_label"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReleaseConfirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confirmed_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField()),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="release_confirmation",
                        to="listings.submission",
                    ),
                ),
            ],
        ),
        migrations.RunPython(confirm_scheduled_releases, migrations.RunPython.noop),
    ]
