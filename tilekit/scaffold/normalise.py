"""Normalises documents to the form that reading a folder returns: every file at its path, every text as
files store it.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct, field

from tilekit.core.composite import Rows, UploadField
from tilekit.core.fields import Json, Markdown
from tilekit.core.fileref import FileRef
from tilekit.core.paths import is_safe
from tilekit.core.section import Document, SectionDocument
from tilekit.scaffold.changelog_notes import tidy_rows
from tilekit.scaffold.discovery import LOGOS, LOGS, RULES, WHEELS, discovered, own_stem
from tilekit.scaffold.markdown_text import trimmed
from tilekit.scaffold.paths import WRITTEN_FILES
from tilekit.scaffold.rows import DocumentRow, safe_name
from tilekit.sections.content import DetectionRule
from tilekit.sections.media import MediaItem, with_vimeo_id
from tilekit.sections.release_notes import ReleaseNote

# Section, field -> the path of its file; {id} is the integration ID.
_FIXED_PATHS = {
    ("data", "metadata_csv"): "metadata.csv",
    ("data", "service_checks_json"): "assets/service_checks.json",
    ("data", "log_pipeline_yaml"): LOGS + "/{id}.yaml",
    ("data", "log_tests_yaml"): LOGS + "/{id}_tests.yaml",
    ("overview", "logo_light"): LOGOS + "/{id}.svg",
    ("overview", "logo_dark"): LOGOS + "/{id}_dark.svg",
    ("legal", "eula"): "assets/eula.pdf",
}
# The manifest contains the paths of these; the others are found again by their path.
_FIELDS_NAMED_BY_PATH = {("data", "metadata_csv"), ("data", "service_checks_json"), ("legal", "eula")}


class FilePlacement(Struct, kw_only=True):
    """Assigns a path to each file.

    stem is the prefix of files that are named after the listing; carried are the paths that are in no field; taken is
    path -> sha256 of the file there; is_path recognises names of files in the top folder.
    """

    stem: str
    carried: frozenset[str] = frozenset()
    taken: dict[str, str] = field(default_factory=dict)
    is_path: Callable[[str], bool] = lambda _name: False

    def fixed(self, section: str, name: str, reference: FileRef) -> str:
        """The path of a field with a single file."""
        if self._stays(reference.name) and (
            (section, name) in _FIELDS_NAMED_BY_PATH or self._is_found(section, name, reference)
        ):
            return self._take(reference.name, reference)
        pattern = _FIXED_PATHS.get((section, name))
        path = pattern.format(id=self.stem) if pattern else f"{WHEELS}/{safe_name(reference.name)}"
        if path in self.carried:  # the new file replaces one that no field contained
            self.taken.pop(path, None)
        return self._take(path, reference)

    def row(self, folder: str, row: DocumentRow, reference: FileRef) -> str:
        """The path of a file that is one of many. A new file is named after its short name."""
        if self._stays(reference.name):
            return self._take(reference.name, reference)
        name, short = PurePosixPath(reference.name), row.get("short_name")
        stem = short if isinstance(short, str) and short else name.stem
        return self._take(f"{folder}/{safe_name(stem)}{_suffix(name)}", reference)

    def rule(self, row: DocumentRow, reference: FileRef) -> str:
        """The path of a detection rule, whose short name is stored only as its file name."""
        short = row.get("short_name")
        stem = short if isinstance(short, str) and short else PurePosixPath(reference.name).stem
        path = f"{RULES}/{stem}.json"
        if not is_safe(path) or "/" in stem:
            path = f"{RULES}/{safe_name(stem)}.json"
        return self._take(path, reference, is_shared=False)

    def _is_found(self, section: str, name: str, reference: FileRef) -> bool:
        """Whether reading the folder would find the file for this field at its current path."""
        fields = discovered({*self.taken, reference.name}, self.stem).get(section, {})
        return fields.get(name) == {"name": reference.name}

    def _stays(self, name: str) -> bool:
        return is_safe(name) and name not in WRITTEN_FILES and ("/" in name or self.is_path(name))

    def _take(self, path: str, reference: FileRef, *, is_shared: bool = True) -> str:
        pure, number = PurePosixPath(path), 2
        free = path
        while not (is_shared and self.taken.get(free, reference.sha256) == reference.sha256) and free in self.taken:
            free, number = str(pure.with_name(f"{pure.stem}-{number}{pure.suffix}")), number + 1
        self.taken[free] = reference.sha256
        return free


def normalised(
    documents: Mapping[str, SectionDocument],
    carried: Mapping[str, str],
    *,
    is_path: Callable[[str], bool],
) -> dict[str, SectionDocument]:
    """The documents as reading the folder would return them. carried is path -> sha256 of the files that are in no
    document.

    is_path returns whether a name without a slash is a path in the top folder rather than the name of an upload.
    """
    identifier = documents["overview"].values.get("integration_id") if "overview" in documents else None
    places = FilePlacement(
        stem=own_stem(identifier if isinstance(identifier, str) else ""),
        carried=frozenset(carried),
        taken=dict(carried),
        is_path=is_path,
    )
    return {key: type(section)(dict(_normalised_values(section, places))) for key, section in documents.items()}


def _normalised_values(section: SectionDocument, places: FilePlacement) -> Iterator[tuple[str, Json]]:
    order = {name: place for place, name in enumerate(section.fields)}  # equal documents get equal names
    for name in sorted(section.values, key=lambda name: order.get(name, len(order))):
        value, kind = section.values[name], section.fields.get(name)
        if isinstance(kind, Markdown) and isinstance(value, str):
            yield name, trimmed(value)
        elif isinstance(kind, UploadField):
            reference = FileRef.from_json(value) if kind.scope == "content" else None
            yield name, _with_path(value, places.fixed(section.key, name, reference)) if reference else value
        elif isinstance(kind, Rows) and isinstance(value, list):
            yield name, _normalised_rows(kind, value, places)
        else:
            yield name, value


def _normalised_rows(kind: Rows[Document], rows: list[Json], places: FilePlacement) -> Json:
    if kind.row is ReleaseNote:
        return tidy_rows(rows)
    settled: list[Json] = []
    for row in rows:
        settled_row = dict(row) if isinstance(row, dict) else {}
        if kind.row is MediaItem:
            settled_row = with_vimeo_id(settled_row)
        for inner, upload in kind.row.fields.items():
            reference = FileRef.from_json(settled_row.get(inner))
            if not isinstance(upload, UploadField) or upload.scope != "content" or not reference:
                continue
            is_rule = kind.row is DetectionRule
            path = places.rule(settled_row, reference) if is_rule else places.row(upload.folder, settled_row, reference)
            settled_row[inner] = _with_path(settled_row[inner], path)
            if is_rule and not settled_row.get("short_name") and "/" in reference.name:
                settled_row["short_name"] = PurePosixPath(path).stem
        settled.append(settled_row if isinstance(row, dict) else row)
    return sorted(settled, key=_rule_path) if kind.row is DetectionRule else settled


def _suffix(name: PurePosixPath) -> str:
    return f".{safe_name(name.suffix)}" if name.suffix else ""


def _with_path(value: Json, path: str) -> Json:
    return {**value, "name": path} if isinstance(value, dict) else value


def _rule_path(row: Json) -> str:
    file = row.get("file") if isinstance(row, dict) else None
    return str(file.get("name")) if isinstance(file, dict) else ""
