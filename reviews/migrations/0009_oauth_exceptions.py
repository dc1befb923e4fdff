"""Adds answers to requests for an OAuth exception."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0022_reason_of_change"),
        ("reviews", "0008_internal_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExceptionDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("answer", models.CharField(choices=[("granted", "Granted"), ("declined", "Declined")], max_length=10)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.listing"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="reviews.thread"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["listing", "at"], name="reviews_exception_by_listing")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["granted", "declined"])), name="reviews_exception_answer"
                    )
                ],
            },
        ),
    ]
