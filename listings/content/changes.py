"""The changes between two states of a listing: of documents, and of files outside the documents."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import SectionDocument
from tilekit.sections.differences import Difference, differences

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


def changed_files(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """{path: (sha256 before, sha256 after)} of the files that differ; a digest is "" if the file does not exist."""
    pairs = {path: (before.get(path, ""), after.get(path, "")) for path in {**before, **after}}
    return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}


def _reference(path: str, sha256: str) -> Json:
    return {"name": path, "sha256": sha256, "size": 0} if sha256 else None
