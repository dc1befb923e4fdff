"""Finds the current places of drafts of comments, which may have been written about an earlier submission."""

from collections.abc import Callable

from msgspec import Struct

from listings.content.references import value_at_path
from listings.models import Submission
from reviews.thread_places import decoded_lines, is_changed, line_now

ReadFile = Callable[[str], bytes]


class DraftPlace(Struct, frozen=True, kw_only=True):
    """The place of a draft in a submission. line is the current line; is_gone means that the place was removed."""

    line: int | None = None
    is_changed: bool = False
    is_gone: bool = False


class DraftAbout(Struct, frozen=True, kw_only=True):
    """What a draft is about: a path or a line of a file in a submission, with the original content of the place."""

    path: str
    file: str
    line: int | None
    excerpt: str
    submission: Submission

    def place_in(self, now: Submission, read: ReadFile) -> DraftPlace:
        """The place in another submission of the listing. read returns the content of a file by its digest."""
        if now.pk == self.submission.pk:
            return DraftPlace(line=self.line)
        return self._line_in(now, read) if self.file else self._field_in(now)

    def _field_in(self, now: Submission) -> DraftPlace:
        has_changed = is_changed(self.path, self.submission.documents, now.documents)
        is_gone = has_changed and "[" in self.path and value_at_path(self.path, now.documents) is None
        return DraftPlace(is_changed=has_changed, is_gone=is_gone)

    def _line_in(self, now: Submission, read: ReadFile) -> DraftPlace:
        before, current = self.submission.files.get(self.file), now.files.get(self.file)
        if current is None:
            return DraftPlace(line=self.line, is_changed=True, is_gone=True)
        if before == current or self.line is None:
            return DraftPlace(line=self.line, is_changed=before != current)
        line = line_now(self.excerpt, self.line, decoded_lines(read(current)))
        return DraftPlace(line=line or self.line, is_changed=line is None, is_gone=line is None)
