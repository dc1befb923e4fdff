"""What an upload contains: the listing of a folder with a manifest, or single files that are put in their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Files
from tilekit.core.composite import Rows
from tilekit.core.field import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import text
from tilekit.recognition.kinds import KIND_BY_NAME
from tilekit.recognition.log_samples import with_log_samples
from tilekit.recognition.merged_values import Sources, field_sources, merged_values, precedence, value_sources
from tilekit.recognition.packages import is_in_package
from tilekit.recognition.recognise import RecognisedFile, recognise, stored_form
from tilekit.recognition.texts import NO_DEFAULTS
from tilekit.recognition.titles import ProposedTitle, proposed_title
from tilekit.recognition.upload_places import GatheredFile, field_of, new_path
from tilekit.recognition.wrapped import with_assets, with_documents
from tilekit.scaffold.documents import references
from tilekit.scaffold.manifest import named_paths, read_manifest
from tilekit.scaffold.paths import MANIFEST
from tilekit.scaffold.read import Package, package_of_files
from tilekit.suggest.metric_cells import MetricDefaults

_NO_PLACE = N_("It belongs to no field of a listing.")
_UNPACK = N_("Drop it alone, or unpack it and drop its folder.")
_ARCHIVES = frozenset(("archive", "archive-of-listings", "listing-archive"))
_ONE_ONLY = N_("The field has room for only one file.")


class GatheredListing(Struct, frozen=True, kw_only=True):
    """The content of an upload. says contains the values that the files have for other fields, by path.

    sources are the names of the files that have them, by path. title is the proposed name of the listing.
    """

    package: Package
    files: tuple[GatheredFile, ...]
    says: Mapping[str, Json]
    sources: Sources
    title: ProposedTitle = ProposedTitle()

    @property
    def has_manifest(self) -> bool:
        """Whether the upload is a whole listing."""
        return MANIFEST in self.package.base


def gather(files: Files, folder: str, defaults: MetricDefaults = NO_DEFAULTS) -> GatheredListing:
    """The content of the files of a folder, or of files that were chosen one by one (without a folder).

    defaults complete metrics that are converted to a metrics file; without a prefix, they get that of other files.
    """
    is_folder = bool(folder) or any("/" in path for path in files)
    is_unchanged = is_folder and MANIFEST in files
    if not is_unchanged:
        files = _unwrapped(files)
    recognised = [recognise(path, files[path]) for path in sorted(files)]
    samples = dict[str, bytes]()
    if not is_unchanged:
        recognised, samples = with_log_samples(recognised, files)
    manifest = _manifest_in(files, recognised, is_folder=is_folder)
    if manifest:
        placed = [_as_named(file, None if is_folder else _named_paths(files[manifest])) for file in recognised]
    else:
        placed = list(_placed(recognised, is_folder=is_folder))
    speakers = _speakers(recognised, placed)
    says = merged_values(file.says for file in speakers)
    if not defaults.prefix:
        defaults = replace(defaults, prefix=text(says.get("data.metric_prefix")))
    sent = {file.path: file for file in recognised}
    contents = {
        file.path: samples.get(file.sent)
        or (files[file.sent] if is_unchanged else stored_form(sent[file.sent], files[file.sent], defaults))
        for file in placed
        if file.path
    }
    # Without a manifest, the content of a file decides about its field, even if its path belongs to another one.
    package = package_of_files(Files.of(contents), folder, discovers=bool(manifest))
    places = {
        reference.name: f"{section}.{field.partition('.')[0]}"
        for section, field, reference in references(package.documents)
    }
    gathered = [
        replace(file, place=places.get(file.path, "" if is_unchanged else file.place), is_named=file.path in places)
        for file in placed
    ]
    sources = {**value_sources(says, speakers), **field_sources(package.base, placed)}
    title = proposed_title(says, sources, [(file, files[file.path]) for file in speakers])
    return GatheredListing(package=package, files=tuple(gathered), says=says, sources=sources, title=title)


def _unwrapped(files: Files) -> Files:
    """The files with those that documents and wrapped assets contain, except in a package."""
    single = with_documents({path: files[path] for path in files if not is_in_package(path)})
    whole = with_assets(single, lambda path: recognise(path, single[path]).kind == "assets")
    return Files.of({**{path: files[path] for path in files if is_in_package(path)}, **whole})


def _speakers(recognised: Iterable[RecognisedFile], placed: Iterable[GatheredFile]) -> list[RecognisedFile]:
    """The files whose values count, by precedence; not those for which their field has no room."""
    repeated = {file.sent for file in placed if file.reason and file.reason.id == _ONE_ONLY}
    return sorted((file for file in recognised if file.path not in repeated), key=precedence)


def _manifest_in(files: Files, recognised: Iterable[RecognisedFile], *, is_folder: bool) -> str:
    """The path of the manifest; "" if there is none. In a folder, it must have its name."""
    if is_folder or MANIFEST in files:
        return MANIFEST if MANIFEST in files else ""
    return next((file.path for file in recognised if file.kind == "manifest"), "")


def _named_paths(manifest: bytes) -> dict[str, str]:
    """{file name: path} of the files that the manifest names."""
    return {PurePosixPath(path).name: path for path in named_paths(read_manifest(manifest))}


def _as_named(file: RecognisedFile, named: Mapping[str, str] | None) -> GatheredFile:
    """The file with its own path or, in an upload without folders, the one that the manifest or its field gives it."""
    if named is None:
        return _file(file, file.path)
    if file.row.path:
        return _file(file, file.row.path)
    other = new_path(file.row.place, file.file_name, ()) if file.row.place else file.path
    return _file(file, named.get(file.path, other))


def _file(file: RecognisedFile, path: str, reason: Message | None = None) -> GatheredFile:
    place = file.row.place if path else ""
    return GatheredFile(
        sent=file.path,
        path=path,
        kind=file.kind,
        title=file.title,
        place=place,
        reason=reason,
        left_out=file.left_out if path else (),
    )


def _placed(recognised: Iterable[RecognisedFile], *, is_folder: bool) -> Iterator[GatheredFile]:
    """Files with the paths that their kinds have. Only the first one for a field is put in it.

    A metrics file comes before a text from which one can be made. Files of a package stay where its code needs them.
    """
    taken, kinds = set[str](), dict[str, str]()
    for file in sorted(recognised, key=precedence):
        if is_folder and is_in_package(file.path):
            yield GatheredFile(sent=file.path, path=file.path, kind=file.kind, title=file.title)
            continue
        target = "" if file.row.reason else file.row.path or file.row.place
        has_room = bool(target) and (target not in kinds or _has_rows(file))
        if not has_room:
            is_kept = is_folder and not target
            is_repeated = kinds.get(target) == file.kind
            yield _file(
                file, file.path if is_kept else "", None if is_kept else _reason_against(file, is_repeated=is_repeated)
            )
            continue
        kinds[target] = file.kind
        path = file.row.path or new_path(file.row.place, file.file_name, taken)
        taken.add(path)
        yield _file(file, path)


def _has_rows(file: RecognisedFile) -> bool:
    return not file.row.path and isinstance(field_of(file.row.place), Rows)


def _reason_against(file: RecognisedFile, *, is_repeated: bool) -> Message:
    """Why a file is left out. A second file of the same kind for a field would contradict the first one."""
    if is_repeated or (not file.says and not file.row.reason and (file.row.path or file.row.place)):
        return Message(_ONE_ONLY)
    if file.fault or file.kind in _ARCHIVES:
        return file.fault or Message(_UNPACK)
    return Message(file.row.use if file.says else file.row.reason or _NO_PLACE)


def noun_of(kind: str) -> str:
    """The message ID of what a file of this kind is."""
    return KIND_BY_NAME[kind].noun
