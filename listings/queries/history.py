"""History of sections, and differences between two states of a listing."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from accounts.queries import names_of
from listings.bundles import documents_of_revision
from listings.models import Revision, SectionVersion, Submission
from listings.renames import Renames
from listings.submissions import documents_of_submission
from tilekit.core.section import SectionDocument
from tilekit.sections.differences import Difference, differences


class AuthoredVersion(Struct, frozen=True, kw_only=True):
    """One entry of a section's history; author is "" for the portal itself and for former members."""

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
    """The renames in the sections of the revision. One query."""
    rows = SectionVersion.objects.filter(section__revision=revision_id, section__scope="").exclude(renames={})
    found = rows.order_by("version").values_list("section__key", "at", "renames")
    return Renames(entries=list(found))


def submissions_of(revision: Revision) -> list[Submission]:
    """The rounds of a revision, newest first."""
    return list(Submission.objects.filter(revision=revision).order_by("-round"))


def live_documents(revision: Revision) -> dict[str, SectionDocument]:
    """The live documents by section key; empty if nothing is live. revision.listing must be loaded."""
    release = revision.listing.live_release
    return documents_of_submission(release.submission) if release else {}


def changes_since_live(revision: Revision) -> list[Difference]:
    """The differences to what customers see now, in wizard order. Four queries."""
    return differences(live_documents(revision), documents_of_revision(revision))


def changes_between(old: Submission | None, new: Submission) -> list[Difference]:
    """The differences between two rounds; everything if there is no earlier one."""
    before: Mapping[str, SectionDocument] = documents_of_submission(old) if old else {}
    return differences(before, documents_of_submission(new))
