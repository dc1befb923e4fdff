"""A listing lives long; a revision is one attempt to change what is live; a submission is a frozen round of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from common.ids import uuid7
from listings.addresses import listing_home
from listings.states import CLOSED, Availability, IdentityKind, ReleaseKind, State
from tilekit.core.kind import OfferingType, Route

_ROUTES = [(Route.INTEGRATIONS.value, _("Integrations")), (Route.MARKETPLACE.value, _("Marketplace"))]
_OFFERINGS = [
    (OfferingType.INTEGRATION.value, _("Integration")),
    (OfferingType.SOFTWARE_LICENSE.value, _("Software license")),
    (OfferingType.PROFESSIONAL_SERVICE.value, _("Professional service")),
    (OfferingType.UI_EXTENSION.value, _("UI extension")),
]
_PERSON = settings.AUTH_USER_MODEL


class Listing(models.Model):
    """What a partner edits; produces one tile. live_release is moved by publishing and rolling back only.

    source_type_id is given once the listing exchanges data; a tile without code has none. name_key is the name
    without case, spaces and punctuation, by which checks find another tile of the same title. transferred_at is when
    the present organisation took the listing over from another one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="listings")
    route = models.CharField(max_length=20, choices=_ROUTES)
    offering_type = models.CharField(max_length=30, choices=_OFFERINGS)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    app_uuid = models.UUIDField(unique=True)
    source_type_id = models.PositiveIntegerField(unique=True, null=True)
    live_release = models.OneToOneField("Release", null=True, on_delete=models.PROTECT, related_name="+")
    availability = models.CharField(max_length=20, choices=Availability, default=Availability.NONE)
    successor = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    ends_on = models.DateField(null=True)
    hold = models.CharField(max_length=200, blank=True)
    transferred_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint("organisation", Lower("name"), name="listings_listing_one_name"),
            models.CheckConstraint(
                condition=Q(availability__in=Availability.values), name="listings_listing_availability"
            ),
            models.CheckConstraint(condition=Q(route__in=Route), name="listings_listing_route"),
            models.CheckConstraint(condition=Q(offering_type__in=OfferingType), name="listings_listing_offering_type"),
            models.CheckConstraint(
                condition=Q(availability=Availability.NONE) | Q(live_release__isnull=False),
                name="listings_listing_live_paired",
            ),
        )
        indexes = (
            models.Index(fields=("organisation", "-created_at"), name="listings_by_organisation"),
            models.Index(fields=("name_key",), name="listings_by_name_key"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return listing_home(self.pk)


class Identity(models.Model):
    """A name that one listing holds for ever; claimed at its first submission."""

    kind = models.CharField(max_length=20, choices=IdentityKind)
    value = models.CharField(max_length=300)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="identities")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "value"), name="listings_identity_unique"),
            models.CheckConstraint(condition=Q(kind__in=IdentityKind.values), name="listings_identity_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Revision(models.Model):
    """One attempt to change what is live.

    version counts every write (edit, transition), so that nothing slips in behind a freeze. round counts submissions.
    base keeps imported field files and carried the files that no section models, both {path in the folder: sha256}.
    idle_warned_at says when the partner was told that the revision will be archived.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField()
    archived_from = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    round = models.PositiveIntegerField(default=0)
    base = models.JSONField(default=dict)
    carried = models.JSONField(default=dict)
    folder = models.CharField(max_length=200, blank=True)
    release_at = models.DateTimeField(null=True)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    active_at = models.DateTimeField()
    idle_warned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("listing", "number"), name="listings_revision_number"),
            models.UniqueConstraint(
                fields=("listing",), condition=~Q(state__in=CLOSED), name="listings_revision_one_open"
            ),
            models.UniqueConstraint(
                fields=("listing",), condition=Q(state=State.PUBLISHED), name="listings_revision_one_published"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="listings_revision_state"),
            models.CheckConstraint(
                condition=Q(state=State.SCHEDULED, release_at__isnull=False) | ~Q(state=State.SCHEDULED),
                name="listings_revision_scheduled_paired",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ARCHIVED) ^ Q(archived_from=""), name="listings_revision_archived_paired"
            ),
        )
        indexes = (models.Index(fields=("state", "state_since"), name="listings_revision_by_state"),)

    def __str__(self) -> str:
        return f"{self.listing_id} #{self.number}"


class Stay(models.Model):
    """How long a revision was in a state, written when it leaves: what *likely when* is told from."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="stays")
    state = models.CharField(max_length=20, choices=State)
    route = models.CharField(max_length=20, choices=_ROUTES)
    round = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(state__in=State.values), name="listings_stay_state"),)
        indexes = (models.Index(fields=("state", "route", "-until"), name="listings_stay_latest"),)

    def __str__(self) -> str:
        return f"{self.revision_id} in {self.state}"


class Section(models.Model):
    """A stored document; scope is "" or the id of a plan that the API keeps apart.

    changed is {field: version in which it last changed}: who started from an older one meets somebody else's work.
    audited_by and audited_at are of the latest event about edits, so that a save within its ten minutes asks nobody.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=30)
    scope = models.CharField(max_length=60, blank=True)
    document = models.JSONField(default=dict)
    schema = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    changed = models.JSONField(default=dict)
    updated_by = models.UUIDField(null=True)
    updated_at = models.DateTimeField()
    audited_by = models.UUIDField(null=True)
    audited_at = models.DateTimeField(null=True)
    # The values before this save, in the present schema; not stored. None where the save left the document alone.
    former: dict[str, Any] | None = None

    class Meta:
        constraints = (models.UniqueConstraint(fields=("revision", "key", "scope"), name="listings_section_key"),)

    def __str__(self) -> str:
        return f"{self.revision_id} {self.key}"


class SectionVersion(models.Model):
    """History of a section: the newest entry grows with its author's burst, older ones stay as they are.

    moves maps renamed records {old: new}. is_kept: a submission froze this version.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="history")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    schema = models.PositiveSmallIntegerField()
    moves = models.JSONField(default=dict)
    by = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    at = models.DateTimeField()
    is_kept = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("section", "version"), name="listings_section_version_once"),)

    def __str__(self) -> str:
        return f"{self.section_id} version {self.version}"


class Submission(models.Model):
    """A frozen round; nothing edits it. Checks, reviewers, sandboxes and the catalogue read exactly this.

    documents is {section key: document}, schemas {section key: number}, section_digests {section key: sha256};
    files, base and carried are {path: sha256}.
    digest is the content digest, terms_digest covers what a folder cannot carry.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="submissions")
    round = models.PositiveIntegerField()
    digest = models.CharField(max_length=80)
    terms_digest = models.CharField(max_length=80)
    basics = models.JSONField()
    documents = models.JSONField()
    schemas = models.JSONField()
    section_digests = models.JSONField()
    files = models.JSONField()
    base = models.JSONField()
    carried = models.JSONField()
    folder = models.CharField(max_length=200, blank=True)
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("revision", "round"), name="listings_submission_round"),)
        indexes = (models.Index(fields=("digest",), name="listings_submission_digest"),)

    def __str__(self) -> str:
        return f"{self.revision_id} round {self.round}"


class Release(models.Model):
    """Going live: append-only. What is live is a frozen submission; rolling back is a new release of an older one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="releases")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="releases")
    kind = models.CharField(max_length=10, choices=ReleaseKind)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(kind__in=ReleaseKind.values), name="listings_release_kind"),)
        indexes = (models.Index(fields=("listing", "-at"), name="listings_release_by_listing"),)

    def __str__(self) -> str:
        return f"{self.listing_id} {self.kind}"


class ClientSecret(models.Model):
    """The secret of a listing's OAuth client: only its hash is kept. The document names the one that is in force."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="client_secrets")
    hash = models.CharField(max_length=64, unique=True)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("listing",), condition=Q(ended_at=None), name="listings_clientsecret_one_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"client secret {self.pk}"
