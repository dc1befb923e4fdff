"""The changes between two states of a listing: of documents, and of files outside the documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import SectionDocument
from tilekit.sections.access_gains import Access, access_in, access_of
from tilekit.sections.differences import ChangeKind, Difference, differences

SectionDocuments = Mapping[str, SectionDocument]


class ContentChange(Struct, frozen=True, kw_only=True, dict=True):
    """The documents before and after a change, by section key, and the changed files outside the documents.

    files is {path: (sha256 before, sha256 after)}; a digest is "" if the file did not exist then.
    """

    before: SectionDocuments = field(default_factory=dict)
    after: SectionDocuments = field(default_factory=dict)
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def differences(self) -> Sequence[Difference]:
        """The changes of the documents, in the order of the wizard, then those of files outside the documents."""
        return [*differences(self.before, self.after), *self._of_files()]

    @property
    def digests(self) -> set[str]:
        """The digests of the changed files, old and new."""
        references = (
            FileRef.from_json(value) for difference in self.differences for value in (difference.old, difference.new)
        )
        return {reference.sha256 for reference in references if reference}

    def _of_files(self) -> Iterator[Difference]:
        for path, digests in self.files.items():
            old, new = (_reference(path, sha256) for sha256 in digests)
            yield Difference.between(old, new, section="", path=path)


class AccessGains:
    """The scopes, hosts and types of data that a change adds to a listing. Each is returned for one difference only."""

    def __init__(self, content: ContentChange) -> None:
        self._access = set(access_of(content.before))

    def of(self, difference: Difference, more: Iterable[Access] = ()) -> list[Access]:
        """What the difference adds. more is the access in the content of its file."""
        if difference.kind is ChangeKind.MOVED:
            return []
        present = [*access_in(difference.path, difference.new), *more]
        gains = [access for access in dict.fromkeys(present) if access not in self._access]
        self._access.update(gains)
        return gains


def is_made_by_portal(change: Difference) -> bool:
    """Whether the portal made the change.

    A submission ticks agreements and renames files, and attestations untick when what they attest changes.
    """
    old, new = FileRef.from_json(change.old), FileRef.from_json(change.new)
    is_same_file = old is not None and new is not None and old.sha256 == new.sha256
    return is_same_file or change.path.partition(".")[2].startswith(("agreement_", "attest_"))


def changed_files(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """{path: (sha256 before, sha256 after)} of the files that differ; a digest is "" if the file does not exist."""
    pairs = {path: (before.get(path, ""), after.get(path, "")) for path in {**before, **after}}
    return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}


def _reference(path: str, sha256: str) -> Json:
    return {"name": path, "sha256": sha256, "size": 0} if sha256 else None
