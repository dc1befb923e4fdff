"""Freezes revisions as submissions and reads them. A submission has the exact folder and all documents."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict, replace

from accounts.models import AgreementKind
from accounts.queries import agreement_statuses
from files.actions import put_blobs
from files.queries import stored_files
from files.upload import FileUpload
from listings.content.bundles import bundle_of_revision, loader_of, values_by_section, with_shared_parses
from listings.content.identities import identities_of
from listings.models import Revision, Submission
from page_parts.total_maps import total_map
from tilekit.bundle import Bundle, Files
from tilekit.core.basics import Basics
from tilekit.core.digest import digest_of, section_digest
from tilekit.core.section import SectionDocument, Values
from tilekit.sections import SECTIONS, section_of

TERMS_PREFIX = "t1:"
# {kind of agreement: the (section, field) that records its acceptance}
_AGREEMENT_FIELDS: Mapping[str, tuple[str, str]] = total_map(
    AgreementKind,
    {
        AgreementKind.PROGRAMME: ("submission", "agreement_program"),
        AgreementKind.MARKETPLACE: ("legal", "agreement_marketplace"),
    },
)


def bundle_of_submission(submission: Submission) -> Bundle:
    """The bundle of a submission, for checks, reviews and tiles. One query; files are read on demand."""
    stored = stored_files(submission.files.values())
    files = Files(
        {path: loader_of(stored, sha256) for path, sha256 in submission.files.items()},
        digests=submission.files,
        sizes={path: stored[sha256].size for path, sha256 in submission.files.items() if sha256 in stored},
    )
    bundle = Bundle(
        basics=Basics(**submission.basics),
        documents=documents_of_submission(submission),
        files=files,
        folder=submission.folder,
    )
    return with_shared_parses(bundle)


def documents_of_submission(submission: Submission) -> dict[str, SectionDocument]:
    """{section key: frozen document} of a submission, in the current schema."""
    return {
        section.key: section_of(section.key).read(
            submission.documents.get(section.key, {}), submission.schemas.get(section.key, section.schema_number)
        )
        for section in SECTIONS
    }


class Frozen(Struct, frozen=True, kw_only=True):
    """The content of a revision's version, which was prepared for submission outside any transaction.

    files is {path: sha256} of the whole folder; identities contains the names that the listing claims.
    """

    version: int
    digest: str
    terms_digest: str
    basics: Mapping[str, object]
    documents: Mapping[str, Values]
    section_digests: Mapping[str, str]
    files: Mapping[str, str]
    identities: Mapping[str, frozenset[str]]


def freeze(revision: Revision, *, now: datetime) -> Frozen:
    """Render the folder and store its files that are written from fields. revision.listing must be loaded."""
    agreements = accepted_numbers(revision.listing.organisation_id)
    bundle = _with_agreements(bundle_of_revision(revision), agreements)
    referred = set(stored_files(bundle.files.digest(path) for path in bundle.files))
    written_paths = [path for path in bundle.files if bundle.files.digest(path) not in referred]
    put_blobs([FileUpload.of(bundle.files[path], name=path) for path in written_paths], now=now)
    return Frozen(
        version=revision.version,
        digest=bundle.digest,
        terms_digest=terms_digest(bundle.documents, agreements),
        basics=asdict(bundle.basics),
        documents=values_by_section(bundle.documents),
        section_digests={key: digest_of(document.values) for key, document in bundle.documents.items()},
        files={path: bundle.files.digest(path) for path in bundle.files},
        identities=identities_of(bundle),
    )


def _with_agreements(bundle: Bundle, accepted: Collection[str]) -> Bundle:
    """The bundle with ticked checkboxes for the agreements that the organisation has accepted."""
    documents = dict(bundle.documents)
    for kind, (section, name) in _AGREEMENT_FIELDS.items():
        declared = section_of(section)
        if kind in accepted and declared.applies(bundle.kind):
            documents[section] = declared({**documents[section].values, name: True})
    return replace(bundle, documents=documents)


def accepted_numbers(organisation_id: UUID) -> dict[str, int]:
    """{kind: version number} of the agreements of which the organisation has accepted the current version."""
    statuses = agreement_statuses(organisation_id)
    return {status.version.kind: status.version.number for status in statuses if status.acceptance}


def terms_digest(documents: Mapping[str, SectionDocument], agreements: Mapping[str, int]) -> str:
    """The digest of values that a folder cannot contain: fields with the scope "submission", and agreements.

    agreements is {kind: number of the accepted version}.
    """
    sections = {key: section_digest(document, "submission") for key, document in documents.items()}
    return TERMS_PREFIX + digest_of({"sections": {**sections}, "agreements": {**agreements}})
