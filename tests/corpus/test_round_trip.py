"""Every real listing is read and written without changing a byte, and an edit changes only its place."""

from pathlib import Path

import pytest

from tests.shared import bundle_of_folder, listing_folders
from tilekit.scaffold.bundles import (
    assemble,
    bundle_of_package,
    bundle_of_zip,
    files_of_bundle,
    folder_name,
    zip_of,
)
from tilekit.scaffold.documents import references
from tilekit.scaffold.read import Package, read_folder

pytestmark = pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _by_digest(package: Package) -> dict[str, bytes]:
    return {ref.sha256: package.files[ref.name] for _, _, ref in references(package.documents)}


def test_read_and_written_listing_is_byte_identical(folder: Path) -> None:
    assert dict(files_of_bundle(bundle_of_package(read_folder(folder)))) == _files(folder)


def test_written_and_read_listing_has_the_same_digest(folder: Path) -> None:
    bundle = bundle_of_folder(folder)

    again = bundle_of_zip(zip_of(bundle_of_package(read_folder(folder))))

    assert (again.digest, again.folder, again.basics) == (bundle.digest, folder_name(bundle), bundle.basics)


def test_stored_listing_has_the_same_digest(folder: Path) -> None:
    package = read_folder(folder)

    stored = assemble(
        basics=package.basics,
        documents=package.documents,
        base={path: lambda path=path: package.base[path] for path in package.base},  # type: ignore[misc]
        file_bytes=({package.files.digest(path): package.files[path] for path in package.files}).__getitem__,
        carried={path: package.files.digest(path) for path in package.carried},
        folder=package.folder,
    )

    assert stored.digest == bundle_of_folder(folder).digest


def test_listing_written_without_its_old_files_reads_as_the_same_documents(folder: Path) -> None:
    package = read_folder(folder)

    new = assemble(
        basics=package.basics,
        documents=package.documents,
        base={},
        file_bytes=_by_digest(package).__getitem__,
        carried={},
    )

    assert bundle_of_zip(zip_of(new)).digest == new.digest


def test_changed_description_changes_one_span_of_one_file(folder: Path) -> None:
    package = read_folder(folder)
    old = str(package.documents["overview"].values["short_description"])
    package.documents["overview"].values["short_description"] = "Something else entirely"

    written = dict(files_of_bundle(bundle_of_package(package)))

    files = _files(folder)
    expected = files["manifest.json"].replace(old.encode(), b"Something else entirely", 1)
    assert written == files | {"manifest.json": expected}
