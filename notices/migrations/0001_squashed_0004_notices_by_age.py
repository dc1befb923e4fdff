"""Creates the tables of new databases, in place of the migrations up to the last one that it replaces.

Databases that have some of those get the others one by one. Each dependency is the last one of the replaced
migrations, so that it is also met in a database whose other apps are not complete yet.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.ids


class Migration(migrations.Migration):
    replaces = [
        ("notices", "0001_initial"),
        ("notices", "0002_webhooks"),
        ("notices", "0003_digests_and_mutes"),
        ("notices", "0004_notices_by_age"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0019_request_until"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=64)),
                ("parameters", models.JSONField(default=dict)),
                ("url", models.CharField(max_length=500)),
                (
                    "channel",
                    models.CharField(choices=[("in_app", "In the portal"), ("email", "E-mail")], max_length=16),
                ),
                ("recipient_id", models.UUIDField(null=True)),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("idempotency_key", models.CharField(max_length=300, unique=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("listing_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["delivered_at"], name="notices_outbox_delivered")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["in_app", "email"])), name="notices_outbox_channel_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address__gt", ""), ("recipient_id__isnull", True)),
                            models.Q(("address", ""), ("recipient_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="notices_outbox_one_recipient",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("url", models.CharField(max_length=500)),
                ("description", models.CharField(blank=True, max_length=100)),
                ("events", models.JSONField(default=list)),
                ("secret", models.TextField()),
                ("previous_secret", models.TextField(blank=True)),
                ("previous_until", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("paused", "Paused")], default="active", max_length=16
                    ),
                ),
                (
                    "pause_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("failing", "Every delivery attempt failed for three days."),
                            ("gone", "The server responded with 410 Gone."),
                        ],
                        max_length=16,
                    ),
                ),
                ("paused_at", models.DateTimeField(null=True)),
                ("failing_since", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("retry_at", models.DateTimeField(null=True)),
                ("carrier_id", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_at", None)),
                        fields=["organisation"],
                        name="notices_webhook_present",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pause_reason", ""), ("paused_at", None), ("state", "active")),
                            models.Q(
                                ("pause_reason__in", ["failing", "gone"]),
                                ("paused_at__isnull", False),
                                ("state", "paused"),
                            ),
                            _connector="OR",
                        ),
                        name="notices_webhook_paused_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("previous_secret", ""), ("previous_until", None)),
                            models.Q(("previous_secret__gt", ""), ("previous_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="notices_webhook_previous_secret_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at", None), ("secret__gt", "")),
                            models.Q(("removed_at__isnull", False), ("secret", "")),
                            _connector="OR",
                        ),
                        name="notices_webhook_secret_until_removed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("event", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=200)),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("delivered", "Delivered"), ("given_up", "Failed")],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "webhook",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="notices.webhook",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["webhook", "next_attempt_at"],
                        name="notices_delivery_waiting",
                    ),
                    models.Index(fields=["webhook", "-created_at", "-id"], name="notices_delivery_latest"),
                    models.Index(fields=["created_at"], name="notices_delivery_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("webhook", "event", "key"), name="notices_delivery_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("next_attempt_at__isnull", False), ("state", "waiting")),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("next_attempt_at", None),
                                ("state__in", ("delivered", "given_up")),
                            ),
                            _connector="OR",
                        ),
                        name="notices_delivery_waiting_or_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("duration_ms", models.PositiveIntegerField()),
                ("url", models.CharField(max_length=500)),
                ("request_headers", models.JSONField(default=dict)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True)),
                ("error", models.CharField(blank=True, max_length=32)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="notices.webhookdelivery",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("delivery", "number"), name="notices_attempt_number")],
            },
        ),
        migrations.CreateModel(
            name="MutedListing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("listing_id", models.UUIDField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "listing_id"), name="notices_muted_once")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=64)),
                ("parameters", models.JSONField(default=dict)),
                ("url", models.CharField(max_length=500)),
                ("key", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["person"], name="notices_notice_unread"
                    ),
                    models.Index(fields=["person", "-created_at"], name="notices_notice_latest"),
                    models.Index(fields=["created_at"], name="notices_notice_by_age"),
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="notices_notice_once")],
            },
        ),
        migrations.CreateModel(
            name="DigestEntry",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=64)),
                ("parameters", models.JSONField(default=dict)),
                ("url", models.CharField(max_length=500)),
                ("key", models.CharField(max_length=200)),
                ("listing_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="notices.outbox",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("mail__isnull", True)), fields=["person"], name="notices_digest_waiting"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="notices_digest_entry_once")],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=64)),
                (
                    "channel",
                    models.CharField(choices=[("in_app", "In the portal"), ("email", "E-mail")], max_length=16),
                ),
                ("on", models.BooleanField()),
                ("is_daily", models.BooleanField(db_default=False, default=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind", "channel"), name="notices_preference_once"),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["in_app", "email"])),
                        name="notices_preference_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_daily", False), models.Q(("channel", "email"), ("on", True)), _connector="OR"
                        ),
                        name="notices_preference_daily_email",
                    ),
                ],
            },
        ),
    ]
