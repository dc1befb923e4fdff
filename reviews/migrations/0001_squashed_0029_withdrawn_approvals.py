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
        ("reviews", "0001_initial"),
        ("reviews", "0002_authors_can_be_applications"),
        ("reviews", "0003_queue_index"),
        ("reviews", "0004_rejection_labels"),
        ("reviews", "0005_rejection_names"),
        ("reviews", "0006_plain_names"),
        ("reviews", "0007_reply_label"),
        ("reviews", "0008_internal_questions"),
        ("reviews", "0009_oauth_exceptions"),
        ("reviews", "0010_overdue_notified"),
        ("reviews", "0011_days_left"),
        ("reviews", "0012_appeal"),
        ("reviews", "0013_exception_requests"),
        ("reviews", "0014_exceptions_before_submission"),
        ("reviews", "0015_question"),
        ("reviews", "0016_team_texts"),
        ("reviews", "0017_paused_reviews"),
        ("reviews", "0018_product_accounts"),
        ("reviews", "0019_comment_disputes"),
        ("reviews", "0020_comment_drafts"),
        ("reviews", "0021_suggestions_and_reading"),
        ("reviews", "0022_fast_lane_and_calendars"),
        ("reviews", "0023_queue_filters"),
        ("reviews", "0024_recent_decisions"),
        ("reviews", "0025_reopened_threads"),
        ("reviews", "0026_indexes_of_lists"),
        ("reviews", "0027_claim_ends"),
        ("reviews", "0028_held_time"),
        ("reviews", "0029_withdrawn_approvals"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0019_request_until"),
        ("listings", "0032_suggested_by"),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "team",
                    models.CharField(
                        choices=[
                            ("engineering", "Engineering"),
                            ("product_design", "Product design"),
                            ("documentation", "Documentation"),
                            ("ecosystems", "Ecosystems"),
                            ("commercial", "Commercial"),
                            ("security_content", "Security content"),
                        ],
                        max_length=30,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("waiting_since", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("close_reason", models.CharField(blank=True, max_length=200)),
                ("overdue_notified_at", models.DateTimeField(null=True)),
                ("days_left", models.PositiveSmallIntegerField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("paused_due_at", models.DateTimeField(null=True)),
                ("paused_waiting_since", models.DateTimeField(null=True)),
                ("escalated_due_at", models.DateTimeField(null=True)),
                ("incident_from", models.DateTimeField(null=True)),
                ("reminded_due_at", models.DateTimeField(null=True)),
                ("held_for", models.DurationField(null=True)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="listings.revision"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.submission"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["revision", "team"], name="reviews_review_by_revision"),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["team", "due_at", "id"],
                        name="reviews_review_queue",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("revision", "team"),
                        name="reviews_review_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "team__in",
                                [
                                    "engineering",
                                    "product_design",
                                    "documentation",
                                    "ecosystems",
                                    "commercial",
                                    "security_content",
                                ],
                            )
                        ),
                        name="reviews_review_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_at", None), ("waiting_since", None)),
                            models.Q(("due_at__isnull", False), ("waiting_since__isnull", False)),
                            _connector="OR",
                        ),
                        name="reviews_review_clock_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("incident_from", None), ("due_at__isnull", False), _connector="OR"),
                        name="reviews_review_incident_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LaneResult",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "exclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first_submission", "First submission of the listing"),
                            ("new_access", "New OAuth scope, host or data type"),
                            ("blocker", "Blocking finding, even if it is waived"),
                            ("thread", "Open blocking comment or internal question"),
                            ("file", "Changed file that no field describes"),
                            ("field", "Changed field that isn't listed"),
                            ("wording", "More than a correction of a listed field"),
                        ],
                        max_length=20,
                    ),
                ),
                ("places", models.JSONField(default=list)),
                ("is_drawn", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.submission"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lane_results", to="reviews.review"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["at", "id"], name="reviews_laneresult_by_time"),
                    models.Index(
                        condition=models.Q(("exclusion", "")), fields=["at", "id"], name="reviews_laneresult_qualified"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "submission"), name="reviews_laneresult_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "exclusion__in",
                                ["first_submission", "new_access", "blocker", "thread", "file", "field", "wording", ""],
                            )
                        ),
                        name="reviews_laneresult_exclusion",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("approve", "Approve"), ("request_changes", "Request changes")],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("reads", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("waiting_since", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.decision"
                    ),
                ),
                (
                    "retracts",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retracted_by",
                        to="reviews.decision",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="listings.submission"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="reviews.review"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["review", "at"], name="reviews_decision_by_review"),
                    models.Index(
                        condition=models.Q(("carried_from", None), ("retracts", None)),
                        fields=["at"],
                        name="reviews_decision_recent",
                    ),
                    models.Index(
                        condition=models.Q(("retracts", None)),
                        fields=["by", "review", "id"],
                        name="reviews_decision_by_person",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["approve", "request_changes", ""])),
                        name="reviews_decision_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict", ""), ("retracts__isnull", True), _connector="XOR"),
                        name="reviews_decision_retract_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("active_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="reviews.review"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at", None)), fields=("review",), name="reviews_claim_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistTick",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("item_key", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("reads", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.submission"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ticks", to="reviews.review"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("review", "item_key"), name="reviews_checklisttick_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "team",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("engineering", "Engineering"),
                            ("product_design", "Product design"),
                            ("documentation", "Documentation"),
                            ("ecosystems", "Ecosystems"),
                            ("commercial", "Commercial"),
                            ("security_content", "Security content"),
                        ],
                        max_length=30,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("query", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("team", "")),
                        fields=("person", "name"),
                        name="reviews_savedfilter_private_name",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("team", ""), _negated=True),
                        fields=("team", "name"),
                        name="reviews_savedfilter_shared_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "team__in",
                                [
                                    "",
                                    "engineering",
                                    "product_design",
                                    "documentation",
                                    "ecosystems",
                                    "commercial",
                                    "security_content",
                                ],
                            )
                        ),
                        name="reviews_savedfilter_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="reviews_savedfilter_named"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionRead",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("section", models.CharField(max_length=30)),
                ("digest", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.listing"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.submission"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("listing", "person", "section"), name="reviews_sectionread_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffNote",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("body", models.TextField(max_length=2000)),
                ("at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="staff_notes", to="listings.listing"
                    ),
                ),
            ],
            options={
                "ordering": (
                    models.OrderBy(models.F("at"), descending=True),
                    models.OrderBy(models.F("id"), descending=True),
                ),
            },
        ),
        migrations.CreateModel(
            name="TeamCalendar",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "team",
                    models.CharField(
                        choices=[
                            ("engineering", "Engineering"),
                            ("product_design", "Product design"),
                            ("documentation", "Documentation"),
                            ("ecosystems", "Ecosystems"),
                            ("commercial", "Commercial"),
                            ("security_content", "Security content"),
                        ],
                        max_length=30,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("restores", models.PositiveIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "number"), name="reviews_teamcalendar_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "team__in",
                                [
                                    "engineering",
                                    "product_design",
                                    "documentation",
                                    "ecosystems",
                                    "commercial",
                                    "security_content",
                                ],
                            )
                        ),
                        name="reviews_teamcalendar_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="reviews_teamcalendar_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamTexts",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("checklist", "Checklist"), ("replies", "Saved replies")], max_length=10),
                ),
                (
                    "team",
                    models.CharField(
                        choices=[
                            ("engineering", "Engineering"),
                            ("product_design", "Product design"),
                            ("documentation", "Documentation"),
                            ("ecosystems", "Ecosystems"),
                            ("commercial", "Commercial"),
                            ("security_content", "Security content"),
                        ],
                        max_length=30,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("items", models.JSONField(default=list)),
                ("restores", models.PositiveIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "kind", "number"), name="reviews_teamtexts_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "team__in",
                                [
                                    "engineering",
                                    "product_design",
                                    "documentation",
                                    "ecosystems",
                                    "commercial",
                                    "security_content",
                                ],
                            )
                        ),
                        name="reviews_teamtexts_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["checklist", "replies"])), name="reviews_teamtexts_kind"
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="reviews_teamtexts_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "team",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("engineering", "Engineering"),
                            ("product_design", "Product design"),
                            ("documentation", "Documentation"),
                            ("ecosystems", "Ecosystems"),
                            ("commercial", "Commercial"),
                            ("security_content", "Security content"),
                        ],
                        max_length=30,
                    ),
                ),
                ("path", models.CharField(blank=True, max_length=300)),
                ("file", models.CharField(blank=True, max_length=300)),
                ("line", models.PositiveIntegerField(null=True)),
                ("excerpt", models.TextField(blank=True)),
                ("suggestion", models.TextField(blank=True)),
                (
                    "rejection",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("duplicate", "The product is already listed"),
                            ("out_of_scope", "The product is out of scope for this catalogue"),
                            ("rights", "Rights to names or content are unclear"),
                            ("security", "A security problem that can't be resolved in review"),
                            ("quality", "Does not meet the programme's requirements"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_blocking", models.BooleanField(default=False)),
                (
                    "visibility",
                    models.CharField(
                        choices=[("everyone", "Partner and reviewers"), ("staff", "Reviewers only")],
                        default="everyone",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("answered", "Replied"), ("resolved", "Resolved")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(null=True)),
                ("is_question", models.BooleanField(db_default=False, default=False)),
                ("is_optional", models.BooleanField(db_default=False, default=False)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "Accepted"), ("declined", "Declined")],
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
                ("outcome_at", models.DateTimeField(null=True)),
                ("suggested", models.JSONField(null=True)),
                ("is_resolved_by_partner", models.BooleanField(db_default=False, default=False)),
                ("reopened_at", models.DateTimeField(null=True)),
                ("was_blocking", models.BooleanField(db_default=False, default=False)),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="threads", to="listings.listing"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outcome_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outcome_by_application",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.application",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reopened_by_application",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.application",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resolved_by_application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.application",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="threads", to="listings.revision"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.submission"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["listing", "state"], name="reviews_thread_by_listing"),
                    models.Index(fields=["revision", "state"], name="reviews_thread_by_revision"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "answered", "resolved"])), name="reviews_thread_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("resolved_at", None), ("state", "resolved"), _connector="XOR"),
                        name="reviews_thread_resolved_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_blocking", False), ("visibility", "everyone"), _connector="OR"),
                        name="reviews_thread_blocking_is_seen",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rejection__in",
                                ["duplicate", "out_of_scope", "rights", "security", "quality", "other", ""],
                            )
                        ),
                        name="reviews_thread_rejection",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_question", False), ("visibility", "staff"), _connector="OR"),
                        name="reviews_thread_question_is_internal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_blocking", False), ("is_optional", False), _connector="OR"),
                        name="reviews_thread_one_priority",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ["accepted", "declined"]), ("outcome_at__isnull", False)),
                            models.Q(("outcome", ""), ("outcome_at", None)),
                            _connector="OR",
                        ),
                        name="reviews_thread_outcome_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_blocking", False), ("was_blocking", False), _connector="OR"),
                        name="reviews_thread_blocks_or_did",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExceptionRequest",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("until", models.DateTimeField(null=True)),
                ("history", models.JSONField(db_default=[], default=list)),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("granted", "Granted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                ("files", models.JSONField(db_default=[], default=list)),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exception_requests",
                        to="listings.listing",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state", "requested"), ("decided_at__isnull", False), _connector="XOR"),
                        name="reviews_exception_decided_paired",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("listing",),
                        name="reviews_exception_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "granted", "declined", "withdrawn", "expired"])),
                        name="reviews_exception_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExceptionDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("answer", models.CharField(max_length=10)),
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
        migrations.CreateModel(
            name="CommentDraft",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("content", models.JSONField()),
                ("excerpt", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.submission"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comment_drafts", to="reviews.review"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comment_drafts",
                        to="reviews.thread",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["review", "author", "created_at"], name="reviews_commentdraft_of")],
            },
        ),
        migrations.CreateModel(
            name="CommentDispute",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("until", models.DateTimeField(null=True)),
                ("history", models.JSONField(db_default=[], default=list)),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting for a decision"),
                            ("granted", "Comment withdrawn"),
                            ("declined", "Comment kept"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="disputes", to="reviews.thread"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("thread",),
                        name="reviews_commentdispute_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "granted", "declined", "withdrawn"])),
                        name="reviews_commentdispute_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "requested"), ("decided_at__isnull", False), _connector="XOR"),
                        name="reviews_commentdispute_decided_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("is_partner", models.BooleanField()),
                ("body", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by_application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.application",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="reviews.thread"
                    ),
                ),
            ],
            options={
                "ordering": (models.OrderBy(models.F("at")), models.OrderBy(models.F("id"))),
            },
        ),
        migrations.CreateModel(
            name="ViewedSubmission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.submission"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "submission"), name="reviews_seen_once")],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "last_day"], name="reviews_absence_by_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="reviews_absence_in_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("until", models.DateTimeField(null=True)),
                ("history", models.JSONField(db_default=[], default=list)),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting for a decision"),
                            ("granted", "Granted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="appeals", to="listings.revision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")), fields=("revision",), name="reviews_appeal_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "granted", "declined", "withdrawn"])),
                        name="reviews_appeal_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "requested"), ("decided_at__isnull", False), _connector="XOR"),
                        name="reviews_appeal_decided_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "team",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("engineering", "Engineering"),
                            ("product_design", "Product design"),
                            ("documentation", "Documentation"),
                            ("ecosystems", "Ecosystems"),
                            ("commercial", "Commercial"),
                            ("security_content", "Security content"),
                        ],
                        max_length=30,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-started_at", "-id"], name="reviews_incident_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("team",), name="reviews_incident_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "team__in",
                                [
                                    "engineering",
                                    "product_design",
                                    "documentation",
                                    "ecosystems",
                                    "commercial",
                                    "security_content",
                                    "",
                                ],
                            )
                        ),
                        name="reviews_incident_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="reviews_incident_end_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductAccount",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=60)),
                ("sealed", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                ("erase_reason", models.CharField(blank=True, max_length=40)),
                ("warned_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="product_accounts",
                        to="listings.revision",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("erased_at", None)),
                        fields=["changed_at"],
                        name="reviews_productaccount_old",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("erase_reason", ""), ("erased_at", None), models.Q(("sealed", ""), _negated=True)
                            ),
                            models.Q(
                                ("erased_at__isnull", False),
                                ("sealed", ""),
                                models.Q(("erase_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reviews_productaccount_erased_or_sealed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("erased_at", None)),
                        fields=("revision", "label"),
                        name="reviews_productaccount_one_label",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("until", models.DateTimeField(null=True)),
                ("history", models.JSONField(db_default=[], default=list)),
                ("question", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting for an answer"),
                            ("answered", "Answered"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="listings.listing"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("listing",),
                        name="reviews_question_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "answered", "withdrawn"])),
                        name="reviews_question_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("question", ""), _negated=True), name="reviews_question_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "requested"), ("decided_at__isnull", False), _connector="XOR"),
                        name="reviews_question_decided_paired",
                    ),
                ],
            },
        ),
    ]
