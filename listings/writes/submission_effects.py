"""Effects of a submission: they freeze its content and claim its names."""

from django.db.models import F

from common.actions import in_transaction
from common.errors import Stale
from files.writes import use_blobs
from listings.content.submissions import Frozen
from listings.lifecycle.change import RevisionChange
from listings.lifecycle.registry import effect
from listings.models import SectionVersion, Submission
from listings.writes.identities import claim_identities
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
    claim_identities(change.listing, _frozen_content(change).identities)
