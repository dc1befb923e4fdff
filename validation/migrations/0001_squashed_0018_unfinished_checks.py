"""Creates the tables of new databases, in place of the migrations up to the last one that it replaces.

Databases that have some of those get the others one by one. Each dependency is the last one of the replaced
migrations, so that it is also met in a database whose other apps are not complete yet.
"""

import django.db.models.deletion
from django.db import migrations, models

import common.ids


class Migration(migrations.Migration):
    replaces = [
        ("validation", "0001_initial"),
        ("validation", "0002_marks"),
        ("validation", "0003_live_checks"),
        ("validation", "0004_waiver_origin"),
        ("validation", "0005_waiver_reason"),
        ("validation", "0006_run_reading"),
        ("validation", "0007_run_marks"),
        ("validation", "0008_agent_packages"),
        ("validation", "0009_unchecked"),
        ("validation", "0010_dry_run"),
        ("validation", "0011_mode_labels"),
        ("validation", "0012_plain_names"),
        ("validation", "0013_drop_snapshots"),
        ("validation", "0014_run_labels"),
        ("validation", "0015_waiver_request"),
        ("validation", "0016_disputes"),
        ("validation", "0017_shown_blockers"),
        ("validation", "0018_unfinished_checks"),
    ]

    initial = True

    dependencies = [
        ("listings", "0033_indexes_of_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgentPackages",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agent_version", models.CharField(max_length=40)),
                ("packages", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-id"], name="validation_packages_latest")],
            },
        ),
        migrations.CreateModel(
            name="CheckCatalogue",
            fields=[
                ("version", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("codes", models.JSONField(default=list)),
                ("noted_at", models.DateTimeField()),
                ("completed_at", models.DateTimeField(null=True)),
                ("details", models.JSONField(db_default={}, default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["-noted_at"], name="validation_catalogue_latest")],
            },
        ),
        migrations.CreateModel(
            name="CheckChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("added", "New check"),
                            ("removed", "Check removed"),
                            ("severity", "Severity changed"),
                            ("texts", "Texts changed"),
                            ("mode", "Mode changed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=10)),
                ("after", models.CharField(blank=True, max_length=10)),
                ("starts_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-id"], name="validation_change_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["added", "removed", "severity", "texts", "mode"])),
                        name="validation_change_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                ("catalogue_version", models.CharField(max_length=40)),
                ("cause", models.CharField(max_length=10)),
                ("fault", models.CharField(max_length=200)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "catalogue_version"), name="validation_checkfailure_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckRollout",
            fields=[
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("observe", "Observe: only staff see the findings"),
                            ("warn", "Warn: at most a warning"),
                            ("enforce", "Enforce: the check's own severity"),
                        ],
                        max_length=10,
                    ),
                ),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("enforced_from", models.DateTimeField(null=True)),
                ("softened_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["observe", "warn", "enforce"])), name="validation_rollout_mode"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InstantFindings",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="instant",
                        serialize=False,
                        to="listings.revision",
                    ),
                ),
                ("versions", models.JSONField(default=dict)),
                ("catalogue_version", models.CharField(max_length=40)),
                ("findings", models.JSONField(default=list)),
                ("grandfathered", models.JSONField(default=list)),
                ("steps", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("unchecked", models.JSONField(default=list)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("unchecked", []), _negated=True),
                        fields=["revision"],
                        name="validation_instant_unfinished",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LiveCheck",
            fields=[
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="live_check",
                        serialize=False,
                        to="listings.listing",
                    ),
                ),
                ("catalogue_version", models.CharField(max_length=40)),
                ("skipped", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("packages", models.CharField(blank=True, default="", max_length=64)),
                ("unchecked", models.JSONField(default=list)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.submission"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["catalogue_version", "at"], name="validation_live_by_version"),
                    models.Index(
                        condition=models.Q(("unchecked", []), _negated=True),
                        fields=["listing"],
                        name="validation_live_unfinished",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LiveFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                ("severity", models.CharField(max_length=10)),
                ("path", models.CharField(blank=True, max_length=500)),
                ("file", models.CharField(blank=True, max_length=500)),
                ("line", models.PositiveIntegerField(null=True)),
                ("column", models.PositiveIntegerField(null=True)),
                ("pointer", models.CharField(blank=True, max_length=500)),
                ("message", models.TextField()),
                ("parameters", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(max_length=16)),
                ("is_new", models.BooleanField(default=False)),
                ("was_in_previous_release", models.BooleanField(default=False)),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="validation.livecheck"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["code", "check_of"], name="validation_live_by_code")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["blocker", "warning", "advice"])),
                        name="validation_livefinding_severity",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("digest", models.CharField(blank=True, max_length=80)),
                ("catalogue_version", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting to run"),
                            ("running", "Running"),
                            ("passed", "Passed"),
                            ("blocked", "Blockers found"),
                            ("failed", "Failed on our side"),
                            ("incomplete", "Incomplete on our side"),
                            ("superseded", "Replaced by a newer run"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("progress", models.JSONField(default=dict)),
                ("skipped", models.JSONField(default=list)),
                ("grandfathered", models.JSONField(default=list)),
                ("requested_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("reading", models.CharField(blank=True, default="", max_length=64)),
                ("unchecked", models.JSONField(default=list)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="listings.revision"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="listings.submission",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["submission", "-created_at"], name="validation_run_by_submission"),
                    models.Index(fields=["revision", "-created_at"], name="validation_run_by_revision"),
                    models.Index(
                        condition=models.Q(("state__in", ("incomplete", "failed"))),
                        fields=["revision"],
                        name="validation_run_unfinished",
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(("state", "passed"), _negated=True), ("submission__isnull", True), _connector="OR"
                        ),
                        fields=["created_at"],
                        name="validation_run_replaceable",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state__in", ("queued", "running"))),
                            models.Q(
                                models.Q(("state__in", ("queued", "running")), _negated=True),
                                ("finished_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="validation_run_finished_paired",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("queued", "running"))),
                        fields=("revision",),
                        name="validation_run_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["queued", "running", "passed", "blocked", "failed", "incomplete", "superseded"],
                            )
                        ),
                        name="validation_run_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                ("severity", models.CharField(max_length=10)),
                ("path", models.CharField(blank=True, max_length=500)),
                ("file", models.CharField(blank=True, max_length=500)),
                ("line", models.PositiveIntegerField(null=True)),
                ("column", models.PositiveIntegerField(null=True)),
                ("pointer", models.CharField(blank=True, max_length=500)),
                ("message", models.TextField()),
                ("parameters", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(max_length=16)),
                ("fix", models.JSONField(null=True)),
                ("place", models.TextField(blank=True, default="")),
                ("value", models.TextField(blank=True, default="")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="validation.run"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [
                    models.Index(fields=["code"], name="validation_finding_by_code"),
                    models.Index(fields=["fingerprint"], name="validation_finding_by_print"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["blocker", "warning", "advice"])),
                        name="validation_finding_severity",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShownBlocker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.revision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "code"), name="validation_shownblocker_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=16)),
                ("code", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("origin", models.CharField(max_length=16)),
                ("place", models.TextField(blank=True, default="")),
                ("value", models.TextField(blank=True, default="")),
                (
                    "source",
                    models.CharField(
                        choices=[("staff", "Accepted by our staff"), ("dispute", "Upheld dispute")],
                        db_default="staff",
                        default="staff",
                        max_length=10,
                    ),
                ),
                ("unneeded_since", models.DateTimeField(null=True)),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waivers", to="listings.listing"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["code"], name="validation_waiver_by_code")],
                "constraints": [
                    models.UniqueConstraint(fields=("listing", "fingerprint"), name="validation_waiver_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="validation_waiver_reasoned"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaiverRequest",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("until", models.DateTimeField(null=True)),
                ("history", models.JSONField(db_default=[], default=list)),
                ("code", models.CharField(max_length=20)),
                ("severity", models.CharField(max_length=10)),
                ("path", models.CharField(blank=True, max_length=500)),
                ("file", models.CharField(blank=True, max_length=500)),
                ("line", models.PositiveIntegerField(null=True)),
                ("column", models.PositiveIntegerField(null=True)),
                ("pointer", models.CharField(blank=True, max_length=500)),
                ("message", models.TextField()),
                ("parameters", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(max_length=16)),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("granted", "Granted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("ended", "Ended"),
                            ("expired", "Expired"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiver_requests",
                        to="listings.listing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("listing", "fingerprint"),
                        name="validation_request_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "granted", "declined", "withdrawn", "ended", "expired"])
                        ),
                        name="validation_request_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "requested"), ("decided_at__isnull", False), _connector="XOR"),
                        name="validation_request_decided_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DryRun",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("files", models.JSONField(default=dict)),
                ("folder", models.CharField(blank=True, max_length=200)),
                ("sections", models.JSONField(default=dict)),
                ("requested_by", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("refused", "refused"),
                            ("failed", "failed on our side"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("progress", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                ("refusal", models.TextField(blank=True)),
                ("refusal_code", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.revision"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="validation_dryrun_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "done", "refused", "failed"])),
                        name="validation_dryrun_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state__in", ("queued", "running"))),
                            models.Q(
                                models.Q(("state__in", ("queued", "running")), _negated=True),
                                ("finished_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="validation_dryrun_finished_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingDispute",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("until", models.DateTimeField(null=True)),
                ("history", models.JSONField(db_default=[], default=list)),
                ("code", models.CharField(max_length=20)),
                ("severity", models.CharField(max_length=10)),
                ("path", models.CharField(blank=True, max_length=500)),
                ("file", models.CharField(blank=True, max_length=500)),
                ("line", models.PositiveIntegerField(null=True)),
                ("column", models.PositiveIntegerField(null=True)),
                ("pointer", models.CharField(blank=True, max_length=500)),
                ("message", models.TextField()),
                ("parameters", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(max_length=16)),
                ("cause", models.CharField(max_length=16)),
                ("reason", models.TextField()),
                ("expected", models.TextField(blank=True)),
                ("excerpt", models.TextField(blank=True)),
                ("source", models.TextField(blank=True)),
                ("is_internal", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting for an answer"),
                            ("upheld", "The check was wrong"),
                            ("declined", "The finding is right"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finding_disputes",
                        to="listings.listing",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["code", "requested_at"], name="validation_dispute_by_code"),
                    models.Index(fields=["cause", "state"], name="validation_dispute_by_cause"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("listing", "fingerprint", "is_internal"),
                        name="validation_dispute_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "upheld", "declined", "withdrawn"])),
                        name="validation_dispute_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "requested"), ("decided_at__isnull", False), _connector="XOR"),
                        name="validation_dispute_decided_paired",
                    ),
                ],
            },
        ),
    ]
