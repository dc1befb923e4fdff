"""Effects of a submission: they freeze its content and claim its names."""

from django.db import IntegrityError, transaction
from django.db.models import F

from common.actions import in_transaction
from common.errors import Stale
from files.writes import use_blobs
from listings.content.identities import Values, taken_by_others
from listings.content.submissions import Frozen
from listings.errors import IdentityTaken
from listings.lifecycle.change import RevisionChange
from listings.lifecycle.registry import effect
from listings.models import Identity, IdentityKind, Listing, SectionVersion, Submission
from listings.models.listings import SHARED_KINDS
from tilekit.sections import section_of

FROZEN = "frozen"


def _frozen_content(change: RevisionChange) -> Frozen:
    """The content that `submit_revision` prepared. Raises Stale if somebody has saved since."""
    frozen = change.parameters.get(FROZEN)
    if not isinstance(frozen, Frozen):
        text = "a submission is frozen by submit_revision, which makes the folder ready before the transaction"
        raise TypeError(text)
    if frozen.version != change.revision.version - 1:
        raise Stale(version=change.revision.version - 1)
    return frozen


@effect("freeze")
@in_transaction
def freeze_submission(change: RevisionChange) -> None:
    """Store the submission, and mark the section versions that it froze as submitted."""
    frozen, revision = _frozen_content(change), change.revision
    revision.submission_number += 1
    Submission.objects.create(
        revision=revision,
        submission_number=revision.submission_number,
        digest=frozen.digest,
        terms_digest=frozen.terms_digest,
        basics=dict(frozen.basics),
        documents=dict(frozen.documents),
        schemas={key: section_of(key).schema_number for key in frozen.documents},
        section_digests=dict(frozen.section_digests),
        files=dict(frozen.files),
        base=revision.base,
        carried=revision.carried,
        folder=revision.folder,
        submitted_by=change.by.id,
        submitted_at=change.now,
    )
    use_blobs(change.listing.pk, frozen.files.values(), now=change.now)
    frozen_versions = SectionVersion.objects.filter(section__revision=revision, version=F("section__version"))
    SectionVersion.objects.filter(pk__in=list(frozen_versions.values_list("pk", flat=True))).update(is_submitted=True)


@effect("claim-identities")
@in_transaction
def claim(change: RevisionChange) -> None:
    """Claim the listing's names permanently."""
    _claim_identities(change.listing, _frozen_content(change).identities)


@in_transaction
def _claim_identities(listing: Listing, values: Values) -> None:
    """Claim the names that the listing does not own yet. Raises IdentityTaken if another listing owns one.

    There is no error for names of SHARED_KINDS, which stay with the first listing.
    """
    claimed = set(Identity.objects.filter(listing=listing).values_list("kind", "value"))
    missing = {(kind, value) for kind, texts in values.items() for value in texts} - claimed
    rows = [Identity(kind=kind, value=value, listing=listing) for kind, value in sorted(missing)]
    shared = [row for row in rows if row.kind in SHARED_KINDS]
    try:
        with transaction.atomic():
            Identity.objects.bulk_create([row for row in rows if row.kind not in SHARED_KINDS])
            Identity.objects.bulk_create(shared, ignore_conflicts=True)
    except IntegrityError as fault:
        raise _identity_taken(listing, values) from fault


def _identity_taken(listing: Listing, values: Values) -> IdentityTaken:
    exact = taken_by_others(listing.pk, values)
    for kind in IdentityKind.values:
        for value in sorted(set(values.get(kind, ())) & set(exact.get(kind, {}))):
            return IdentityTaken(kind=kind, value=value)
    return IdentityTaken(kind="", value="")
