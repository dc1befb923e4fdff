"""Queries about the history of sections, and changes between two states of a listing."""

from uuid import UUID

from msgspec import Struct

from accounts.queries import names_of
from listings.content.bundles import applied_documents_of
from listings.content.changes import ContentChange
from listings.content.renames import Renames
from listings.content.submissions import documents_of_submission
from listings.models import Revision, SectionVersion, Submission
from tilekit.core.section import SectionDocument


class AuthoredVersion(Struct, frozen=True, kw_only=True):
    """An entry of a section's history, with the name of its author: "" for the portal and former members."""

    version: SectionVersion
    author: str

    @property
    def is_submitted(self) -> bool:
        return self.version.is_submitted


def section_history(revision_id: UUID, key: str) -> list[AuthoredVersion]:
    """The stored versions of a section, newest first. Two queries."""
    rows = SectionVersion.objects.filter(section__revision=revision_id, section__key=key, section__scope="")
    versions = list(rows.order_by("-version"))
    names = names_of(version.by for version in versions)
    return [
        AuthoredVersion(version=version, author=names.get(version.by, "") if version.by else "") for version in versions
    ]


def renames_of(revision_id: UUID) -> Renames:
    """The renames of records in the revision's sections. One query."""
    rows = SectionVersion.objects.filter(section__revision=revision_id, section__scope="").exclude(renames={})
    entries = rows.order_by("version").values_list("section__key", "at", "renames")
    return Renames(entries=list(entries))


def submissions_of(revision: Revision) -> list[Submission]:
    """The submissions of the revision, newest first."""
    rows = list(Submission.objects.filter(revision=revision).order_by("-submission_number"))
    for row in rows:
        row.revision = revision
    return rows


def live_documents(revision: Revision) -> dict[str, SectionDocument]:
    """{section key: live document}, {} if nothing is live. revision.listing must be loaded."""
    release = revision.listing.live_release
    return documents_of_submission(release.submission) if release else {}


def change_since_live(revision: Revision) -> ContentChange:
    """The changes of the revision compared with the live version. Four queries."""
    return ContentChange(before=live_documents(revision), after=applied_documents_of(revision))


def change_between(old: Submission | None, new: Submission) -> ContentChange:
    """The changes of the documents between two submissions; everything is new if old is None."""
    return ContentChange(before=documents_of_submission(old) if old else {}, after=documents_of_submission(new))
