"""Marks the revisions that rollbacks made live as published. Earlier releases left the state of both revisions as it was."""

from django.db import migrations
from django.db.models import F


def correct_states(apps, _schema_editor):
    revisions = apps.get_model("listings", "Revision").objects
    live = F("listing__live_release__submission__revision")
    for replaced in revisions.filter(state="published", listing__live_release__isnull=False).exclude(pk=live):
        restored = revisions.filter(listing=replaced.listing_id, state="superseded", pk=live).first()
        if restored is not None:
            revisions.filter(pk=replaced.pk).update(state="superseded")
            revisions.filter(pk=restored.pk).update(state="published")


class Migration(migrations.Migration):
    dependencies = [("listings", "0022_reason_of_change")]

    operations = [migrations.RunPython(correct_states, migrations.RunPython.noop)]
