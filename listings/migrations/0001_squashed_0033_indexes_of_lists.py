"""Creates the tables of new databases, in place of the migrations up to the last one that it replaces.

Databases that have some of those get the others one by one. Each dependency is the last one of the replaced
migrations, so that it is also met in a database whose other apps are not complete yet.
"""

import django.db.models.deletion
from django.db import migrations, models

import common.ids
import tilekit.core.kind
from listings.migrations._name_parts import add, remove


class Migration(migrations.Migration):
    replaces = [
        ("listings", "0001_initial"),
        ("listings", "0002_client_secret"),
        ("listings", "0003_transferred"),
        ("listings", "0004_section_audited"),
        ("listings", "0005_service_check_name"),
        ("listings", "0006_amendment"),
        ("listings", "0007_name_columns"),
        ("listings", "0008_fill_name_columns"),
        ("listings", "0009_one_name"),
        ("listings", "0010_imports"),
        ("listings", "0011_amendment_left"),
        ("listings", "0012_refill_name_keys"),
        ("listings", "0013_offer_id"),
        ("listings", "0014_api_section"),
        ("listings", "0015_imported_sha256"),
        ("listings", "0016_lead_secret"),
        ("listings", "0017_import_of_stored_files"),
        ("listings", "0018_state_names"),
        ("listings", "0019_plain_names"),
        ("listings", "0020_licence_spelling"),
        ("listings", "0021_unticked_attestations"),
        ("listings", "0022_reason_of_change"),
        ("listings", "0023_states_after_rollbacks"),
        ("listings", "0024_deleted_listing"),
        ("listings", "0025_hold_note"),
        ("listings", "0026_past_transition"),
        ("listings", "0027_past_note"),
        ("listings", "0028_read_imports"),
        ("listings", "0029_listing_defaults"),
        ("listings", "0030_filled_fields"),
        ("listings", "0031_step_assignments"),
        ("listings", "0032_suggested_by"),
        ("listings", "0033_indexes_of_lists"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0019_request_until"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrganisationDefaults",
            fields=[
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="listing_defaults",
                        serialize=False,
                        to="accounts.organisation",
                    ),
                ),
                ("values", models.JSONField(default=dict)),
                ("updated_by", models.UUIDField(null=True)),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "route",
                    models.CharField(
                        choices=[("integrations", "Integrations"), ("marketplace", "Marketplace")], max_length=20
                    ),
                ),
                (
                    "offering_type",
                    models.CharField(
                        choices=[
                            ("integration", "Integration"),
                            ("software_license", "Software licence"),
                            ("professional_service", "Professional service"),
                            ("ui_extension", "UI extension"),
                        ],
                        max_length=30,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("name_key", models.CharField(editable=False, max_length=200)),
                ("app_uuid", models.UUIDField(unique=True)),
                ("source_type_id", models.PositiveIntegerField(null=True, unique=True)),
                (
                    "availability",
                    models.CharField(
                        choices=[
                            ("none", "Not in the catalogue"),
                            ("listed", "Listed"),
                            ("deprecated", "Deprecated"),
                            ("unpublished", "Unpublished"),
                        ],
                        default="none",
                        max_length=20,
                    ),
                ),
                ("ends_on", models.DateField(null=True)),
                ("hold", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
                ("transferred_at", models.DateTimeField(null=True)),
                ("name_folded", models.CharField(editable=False, max_length=64, null=True)),
                ("name_look", models.CharField(editable=False, max_length=64, null=True)),
                ("name_clashes", models.BooleanField(editable=False, null=True)),
                ("offer_id", models.CharField(blank=True, max_length=100)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("held_at", models.DateTimeField(null=True)),
                ("hold_note", models.TextField(blank=True, db_default="")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="listings", to="accounts.organisation"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="listings.listing"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PastTransition",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("verb", models.CharField(max_length=40)),
                ("by", models.UUIDField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True, db_default="")),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "-at"], name="listings_past_of_subject")],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("publish", "Publish"), ("roll_back", "Roll back")], max_length=10)),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="listings.listing"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.release"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="listing",
            name="live_release",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.release"
            ),
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("in_review", "In review"),
                            ("changes_requested", "Changes requested"),
                            ("approved", "Approved"),
                            ("in_sandbox", "Enabled in sandbox"),
                            ("signed_off", "Signed off"),
                            ("scheduled", "Scheduled"),
                            ("published", "Published"),
                            ("superseded", "Superseded"),
                            ("rejected", "Rejected"),
                            ("archived", "Archived"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                ("archived_from", models.CharField(blank=True, max_length=20)),
                ("version", models.PositiveIntegerField(default=1)),
                ("round", models.PositiveIntegerField(default=0)),
                ("base", models.JSONField(default=dict)),
                ("carried", models.JSONField(default=dict)),
                ("folder", models.CharField(blank=True, max_length=200)),
                ("release_at", models.DateTimeField(null=True)),
                ("created_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("active_at", models.DateTimeField()),
                ("idle_warned_at", models.DateTimeField(null=True)),
                ("imported_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="listings.listing"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "state_since"], name="listings_revision_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("listing", "number"), name="listings_revision_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("published", "superseded")), _negated=True),
                        fields=("listing",),
                        name="listings_revision_one_open",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("listing",),
                        name="listings_revision_one_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "submitted",
                                    "in_review",
                                    "changes_requested",
                                    "approved",
                                    "in_sandbox",
                                    "signed_off",
                                    "scheduled",
                                    "published",
                                    "superseded",
                                    "rejected",
                                    "archived",
                                ],
                            )
                        ),
                        name="listings_revision_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("release_at__isnull", False), ("state", "scheduled")),
                            models.Q(("state", "scheduled"), _negated=True),
                            _connector="OR",
                        ),
                        name="listings_revision_scheduled_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "archived"), ("archived_from", ""), _connector="XOR"),
                        name="listings_revision_archived_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=64)),
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
                ("refusal", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("files", models.JSONField(default=dict)),
                ("folder", models.CharField(blank=True, default="", max_length=200)),
                ("refusal_code", models.CharField(blank=True, default="", max_length=60)),
                ("seen", models.PositiveIntegerField(null=True)),
                ("applied_fix", models.UUIDField(null=True)),
                ("awaits_answers", models.BooleanField(db_default=False, default=False)),
                ("part", models.CharField(blank=True, db_default="", default="", max_length=1000)),
                ("reading", models.JSONField(null=True)),
                ("url", models.CharField(blank=True, db_default="", default="", max_length=2000)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="imports", to="accounts.organisation"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="listings.revision",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.revision"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["requested_by", "-created_at"], name="listings_import_by_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "done", "refused", "failed"])),
                        name="listings_import_state",
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
                        name="listings_import_finished_paired",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("queued", "running"))),
                        fields=("key",),
                        name="listings_import_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppliedFix",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=20)),
                ("title", models.JSONField()),
                ("versions", models.JSONField(default=dict)),
                ("base", models.JSONField(default=dict)),
                ("carried", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("undone_by", models.UUIDField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("finding_count", models.PositiveIntegerField(default=1)),
                ("fingerprints", models.JSONField(default=list)),
                ("unresolved", models.JSONField(default=dict)),
                ("folder", models.JSONField(db_default=[], default=list)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="applied_fixes",
                        to="listings.revision",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["revision", "version"], name="listings_amendment_by_version")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("undone_at__isnull", False), ("undone_by__isnull", True), _connector="OR"),
                        name="listings_amendment_undone_paired",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=30)),
                ("scope", models.CharField(blank=True, max_length=60)),
                ("document", models.JSONField(default=dict)),
                ("schema", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed", models.JSONField(default=dict)),
                ("updated_by", models.UUIDField(null=True)),
                ("updated_at", models.DateTimeField()),
                ("audited_at", models.DateTimeField(null=True)),
                ("audited_by", models.UUIDField(null=True)),
                ("unticked", models.JSONField(db_default={}, default=dict)),
                ("filled", models.JSONField(db_default={}, default=dict)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="listings.revision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "key", "scope"), name="listings_section_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("document", models.JSONField()),
                ("schema", models.PositiveSmallIntegerField()),
                ("by", models.UUIDField(null=True)),
                ("started_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("renames", models.JSONField(default=dict)),
                ("is_submitted", models.BooleanField(default=False)),
                ("unticked", models.JSONField(db_default=[], default=list)),
                ("suggested_by", models.UUIDField(null=True)),
                (
                    "applied_fix",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="entries",
                        to="listings.appliedfix",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="history", to="listings.section"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("section", "version"), name="listings_section_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StatePeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("in_review", "In review"),
                            ("changes_requested", "Changes requested"),
                            ("approved", "Approved"),
                            ("in_sandbox", "Enabled in sandbox"),
                            ("signed_off", "Signed off"),
                            ("scheduled", "Scheduled"),
                            ("published", "Published"),
                            ("superseded", "Superseded"),
                            ("rejected", "Rejected"),
                            ("archived", "Archived"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[("integrations", "Integrations"), ("marketplace", "Marketplace")], max_length=20
                    ),
                ),
                ("round", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_by", models.UUIDField(null=True)),
                ("reason", models.TextField(blank=True, db_default="")),
                ("verb", models.CharField(blank=True, db_default="", max_length=40)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="state_periods",
                        to="listings.revision",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "route", "-until"], name="listings_stay_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "submitted",
                                    "in_review",
                                    "changes_requested",
                                    "approved",
                                    "in_sandbox",
                                    "signed_off",
                                    "scheduled",
                                    "published",
                                    "superseded",
                                    "rejected",
                                    "archived",
                                ],
                            )
                        ),
                        name="listings_stay_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StepAssignment",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("step", models.CharField(max_length=30)),
                ("person", models.UUIDField()),
                ("assigned_by", models.UUIDField(null=True)),
                ("assigned_at", models.DateTimeField()),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="step_assignments",
                        to="listings.revision",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "assigned_at"], name="listings_assignment_by_person")],
                "constraints": [models.UniqueConstraint(fields=("revision", "step"), name="listings_assignment_step")],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("round", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=80)),
                ("terms_digest", models.CharField(max_length=80)),
                ("basics", models.JSONField()),
                ("documents", models.JSONField()),
                ("schemas", models.JSONField()),
                ("section_digests", models.JSONField()),
                ("files", models.JSONField()),
                ("base", models.JSONField()),
                ("carried", models.JSONField()),
                ("folder", models.CharField(blank=True, max_length=200)),
                ("submitted_by", models.UUIDField(null=True)),
                ("submitted_at", models.DateTimeField()),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="listings.revision"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["digest"], name="listings_submission_digest")],
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "round"), name="listings_submission_round")
                ],
            },
        ),
        migrations.AddField(
            model_name="release",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="listings.submission"
            ),
        ),
        migrations.CreateModel(
            name="LeadSecret",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("sealed", models.TextField()),
                ("set_by", models.UUIDField(null=True)),
                ("set_at", models.DateTimeField()),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lead_secrets", to="listings.listing"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("listing", "name"), name="listings_leadsecret_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("integration_id", "Integration ID"),
                            ("app_uuid", "App UUID"),
                            ("source_type_name", "Integration display name"),
                            ("metric_prefix", "Metric prefix"),
                            ("short_name", "Asset short name"),
                            ("rule_id", "Rule ID"),
                            ("service_check_name", "Service check name"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.CharField(max_length=300)),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identities", to="listings.listing"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "value"), name="listings_identity_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "integration_id",
                                    "app_uuid",
                                    "source_type_name",
                                    "metric_prefix",
                                    "short_name",
                                    "rule_id",
                                    "service_check_name",
                                ],
                            )
                        ),
                        name="listings_identity_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClientSecret",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("created_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="client_secrets",
                        to="listings.listing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("listing",),
                        name="listings_clientsecret_one_in_force",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["organisation", "-created_at"], name="listings_by_organisation"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["name_key"], name="listings_by_name_key"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["-created_at", "-id"], name="listings_by_age"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("live_release__isnull", False)), fields=["name", "id"], name="listings_live_by_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("availability__in", ["none", "listed", "deprecated", "unpublished"])),
                name="listings_listing_availability",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("route__in", tilekit.core.kind.Route)), name="listings_listing_route"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("offering_type__in", tilekit.core.kind.OfferingType)),
                name="listings_listing_offering_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("availability", "none"), ("live_release__isnull", False), _connector="OR"),
                name="listings_listing_live_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_clashes", None)),
                fields=("organisation", "name_folded"),
                name="listings_listing_name_folded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_clashes", None)),
                fields=("organisation", "name_look"),
                name="listings_listing_name_look_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("offer_id", ""), _negated=True),
                fields=("organisation", "offer_id"),
                name="listings_listing_offer_id_once",
            ),
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(fields=["listing", "-at"], name="listings_release_by_listing"),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["publish", "roll_back"])), name="listings_release_kind"
            ),
        ),
        migrations.RunPython(add, remove),
    ]
