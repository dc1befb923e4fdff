"""The names of places in a submission, and the widgets, metrics and samples in its files."""

from collections.abc import Sequence

from files.errors import FileNotReadable
from listings.content.references import value_at_path
from listings.display.place_names import place_name
from reviews.file_parts import FilePart, has_parts, part_place, parts_of
from reviews.page.review_page import ReviewPage
from tilekit.core.fileref import FileRef


class ReviewPlaces:
    """Names the places on a review page. A file is read once, and only if its parts have names."""

    def __init__(self, page_data: ReviewPage) -> None:
        self._page_data, self._parts = page_data, dict[str, Sequence[FilePart]]()

    def words(self, path: str, file: str, line: int | None) -> str:
        """The display name of a place. A widget, metric or sample at a line of a file has its own name."""
        documents = self._page_data.submission.documents
        if file and line and has_parts(path):
            words = part_place(path, line, parts=self.parts(path), documents=documents)
            if words:
                return words
        return place_name("" if file else path, file, line, documents=documents)

    def parts(self, path: str) -> Sequence[FilePart]:
        """The widgets, metrics or samples in the file of the field at the path; () if it can't be read."""
        if path not in self._parts:
            self._parts[path] = self._read(path) if has_parts(path) else ()
        return self._parts[path]

    def _read(self, path: str) -> Sequence[FilePart]:
        reference = FileRef.from_json(value_at_path(path, self._page_data.submission.documents))
        stored = self._page_data.stored_files.get(reference.sha256) if reference else None
        try:
            return parts_of(path, stored.read()) if stored else ()
        except FileNotReadable:
            return ()
