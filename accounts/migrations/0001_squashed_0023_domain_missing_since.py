"""Creates the tables of new databases, in place of the migrations up to the last one that it replaces.

Databases that have some of those get the others one by one. Each dependency is the last one of the replaced
migrations, so that it is also met in a database whose other apps are not complete yet.
"""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.models.people
import common.ids
from accounts.migrations._vendor_guard import backwards, forwards


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_guard_vendor_id"),
        ("accounts", "0003_name_columns"),
        ("accounts", "0004_fill_name_columns"),
        ("accounts", "0005_one_name"),
        ("accounts", "0006_refill_name_keys"),
        ("accounts", "0007_application_key_label"),
        ("accounts", "0009_fill_empty_name_keys"),
        ("accounts", "0010_trusted_publisher"),
        ("accounts", "0011_drop_help_texts"),
        ("accounts", "0012_vendor_id_name"),
        ("accounts", "0013_vendor_alias"),
        ("accounts", "0014_fill_confirmed_name"),
        ("accounts", "0015_reasons"),
        ("accounts", "0016_renewed_sessions"),
        ("accounts", "0017_publisher_events"),
        ("accounts", "0018_alias_history"),
        ("accounts", "0019_request_until"),
        ("accounts", "0020_company_sign_in"),
        ("accounts", "0021_recovery_admin"),
        ("accounts", "0022_required_second_factor"),
        ("accounts", "0023_domain_missing_since"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="name")),
                ("language", models.CharField(default="en", max_length=10, verbose_name="language")),
                ("time_zone", models.CharField(blank=True, max_length=64, verbose_name="time zone")),
                ("is_active", models.BooleanField(default=True)),
                ("is_admin", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("erased_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "renewed_session_hash",
                    models.CharField(blank=True, db_default="", default="", editable=False, max_length=129),
                ),
                ("is_recovery_admin", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="accounts_person_email_lower",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(("is_active", False), ("is_admin", False)),
                            _connector="OR",
                        ),
                        name="accounts_person_erased_is_out",
                    ),
                ],
            },
            managers=[
                ("objects", accounts.models.people.PersonManager()),
            ],
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("programme", "Partner programme agreement"),
                            ("marketplace", "Marketplace agreement"),
                        ],
                        max_length=16,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, db_default="", default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "number"), name="accounts_agreement_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["programme", "marketplace"])),
                        name="accounts_agreement_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("client_id", models.UUIDField(default=common.ids.uuid7, editable=False, unique=True)),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Reader"), (2, "Developer"), (3, "Manager")], verbose_name="role"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed_at", models.DateTimeField(null=True)),
                ("name_folded", models.CharField(editable=False, max_length=64, null=True)),
                ("name_look", models.CharField(editable=False, max_length=64, null=True)),
                ("name_clashes", models.BooleanField(editable=False, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApplicationKey",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("prefix", models.CharField(max_length=12)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "label",
                    models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="label"),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="accounts.application"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=63, unique=True)),
                ("name", models.CharField(max_length=100, verbose_name="vendor name")),
                ("url", models.URLField(verbose_name="vendor URL")),
                (
                    "vendor_id",
                    models.CharField(
                        max_length=63,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9-]{0,62}(?<!-)$")],
                        verbose_name="vendor ID",
                    ),
                ),
                ("vendor_confirmed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "active"), ("suspended", "suspended")], default="active", max_length=16
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name_folded", models.CharField(editable=False, max_length=64, null=True)),
                ("name_look", models.CharField(editable=False, max_length=64, null=True)),
                ("name_clashes", models.BooleanField(editable=False, null=True)),
                ("confirmed_name", models.CharField(editable=False, max_length=100, null=True)),
                ("suspension_reason", models.TextField(editable=False, null=True)),
                ("second_factor_required_at", models.DateTimeField(editable=False, null=True)),
                (
                    "vendor_confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "suspended"])), name="accounts_org_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("vendor_confirmed_at__isnull", True), ("vendor_confirmed_by__isnull", True)),
                            models.Q(("vendor_confirmed_at__isnull", False), ("vendor_confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="accounts_org_confirmed_paired",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("name_clashes", None)),
                        fields=("name_folded",),
                        name="accounts_org_name_folded_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("name_clashes", None)),
                        fields=("name_look",),
                        name="accounts_org_name_look_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Viewer"), (2, "Editor"), (3, "Owner")], verbose_name="role"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "person"), name="accounts_membership_once"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", [1, 2, 3])), name="accounts_membership_role_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Viewer"), (2, "Editor"), (3, "Owner")], verbose_name="role"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("times_sent", models.PositiveSmallIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["email"], name="accounts_invitation_email")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at__isnull", True), ("revoked_at__isnull", True)),
                        fields=("organisation", "email"),
                        name="accounts_invitation_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="accounts_invitation_email_lower",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_by__isnull", False),
                                ("revoked_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_invitation_accepted_paired",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="application",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="applications", to="accounts.organisation"
            ),
        ),
        migrations.CreateModel(
            name="AgreementAcceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                        to="accounts.agreementversion",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acceptances",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "version"), name="accounts_acceptance_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderIdentity",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("issuer", models.CharField(max_length=255)),
                ("subject", models.CharField(max_length=255)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="provider_identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=("organisation", "issuer", "subject"),
                        name="accounts_identity_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", True)),
                        fields=("issuer", "subject"),
                        name="accounts_identity_staff_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondFactorReset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=2000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_factor_resets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignInDomain",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("domain", models.CharField(max_length=253, verbose_name="domain")),
                ("token", models.CharField(max_length=64)),
                ("verified_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("missing_since", models.DateTimeField(editable=False, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_in_domains",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "domain"), name="accounts_domain_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("verified_at__isnull", False)),
                        fields=("domain",),
                        name="accounts_domain_one_verified",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInProvider",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("issuer", models.CharField(max_length=255, verbose_name="issuer")),
                ("client_id", models.CharField(max_length=255, verbose_name="client ID")),
                ("encrypted_secret", models.TextField()),
                (
                    "groups_claim",
                    models.CharField(default="groups", max_length=100, verbose_name="claim with the groups"),
                ),
                ("group_roles", models.JSONField(default=dict)),
                (
                    "default_role",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Viewer"), (2, "Editor"), (3, "Owner")], null=True, verbose_name="role"
                    ),
                ),
                ("is_enabled", models.BooleanField(default=False)),
                ("is_required", models.BooleanField(default=False)),
                ("tested_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_in_provider",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "recovery_owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_required", False), ("recovery_owner__isnull", True)),
                            models.Q(("is_enabled", True), ("is_required", True), ("recovery_owner__isnull", False)),
                            _connector="OR",
                        ),
                        name="accounts_provider_required_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_enabled", False), ("tested_at__isnull", False), _connector="OR"),
                        name="accounts_provider_enabled_is_tested",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("default_role__isnull", True), ("default_role__in", [1, 2, 3]), _connector="OR"
                        ),
                        name="accounts_provider_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        max_length=32,
                        verbose_name="team",
                    ),
                ),
                ("role", models.PositiveSmallIntegerField(choices=[(1, "Reviewer"), (2, "Lead")], verbose_name="role")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "person"), name="accounts_team_membership_once"),
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
                        name="accounts_team_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("role__in", [1, 2])), name="accounts_team_role_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrustedPublisher",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("listing_id", models.UUIDField()),
                ("issuer", models.CharField(max_length=200, verbose_name="issuer")),
                ("repository", models.CharField(max_length=200, verbose_name="repository")),
                ("workflow", models.CharField(max_length=100, verbose_name="workflow")),
                (
                    "environment",
                    models.CharField(blank=True, db_default="", default="", max_length=255, verbose_name="environment"),
                ),
                (
                    "ref",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=200, verbose_name="branch or tag"
                    ),
                ),
                (
                    "repository_id",
                    models.CharField(blank=True, db_default="", default="", editable=False, max_length=100),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("last_used_at", models.DateTimeField(editable=False, null=True)),
                (
                    "events",
                    models.JSONField(blank=True, db_default=[], default=list, verbose_name="pull request events"),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="publisher", to="accounts.application"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="publishers",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "listing_id", "issuer", "repository", "workflow", "environment", "ref"),
                        name="accounts_publisher_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VendorAlias",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "vendor_id",
                    models.CharField(
                        max_length=63,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9-]{0,62}(?<!-)$")],
                        verbose_name="vendor ID",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="vendor name")),
                ("name_folded", models.CharField(editable=False, max_length=64)),
                ("name_look", models.CharField(editable=False, max_length=64)),
                ("url", models.URLField(blank=True, verbose_name="vendor URL")),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=16,
                    ),
                ),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("claimed_id", models.CharField(editable=False, max_length=63, null=True)),
                ("claimed_look", models.CharField(editable=False, max_length=64, null=True)),
                ("answer", models.TextField(blank=True, db_column="note")),
                ("history", models.JSONField(db_default=[], default=list)),
                ("until", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vendor_aliases",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "requested")),
                            models.Q(models.Q(("state", "requested"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="accounts_alias_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "confirmed"),
                            models.Q(("claimed_id__isnull", True), ("claimed_look__isnull", True)),
                            _connector="OR",
                        ),
                        name="accounts_alias_claims_if_confirmed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["requested", "confirmed"])),
                        fields=("organisation", "vendor_id", "name_look"),
                        name="accounts_alias_once",
                    ),
                    models.UniqueConstraint(fields=("claimed_id",), name="accounts_alias_id_once"),
                    models.UniqueConstraint(fields=("claimed_look",), name="accounts_alias_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "confirmed", "declined", "withdrawn"])),
                        name="accounts_alias_state_known",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", [1, 2, 3])), name="accounts_application_role_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_clashes", None), ("removed_at", None)),
                fields=("organisation", "name_folded"),
                name="accounts_application_name_folded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_clashes", None), ("removed_at", None)),
                fields=("organisation", "name_look"),
                name="accounts_application_name_look_once",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
