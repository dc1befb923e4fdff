"""No page or command ever used pauses of the collection of unused files."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("files", "0002_renditions")]

    operations = [migrations.DeleteModel(name="CollectionPause")]
