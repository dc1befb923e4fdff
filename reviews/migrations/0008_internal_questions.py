"""Adds internal questions, which keep every team from approving."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_fill_confirmed_name"),
        ("listings", "0022_reason_of_change"),
        ("reviews", "0007_reply_label"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="is_question",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_question", False), ("visibility", "staff"), _connector="OR"),
                name="reviews_thread_question_is_internal",
            ),
        ),
    ]
