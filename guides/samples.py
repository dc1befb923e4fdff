"""The sample listings of the guides: folders in guides/samples."""

from functools import cache
from pathlib import Path

from msgspec import Struct

from guides.library import GUIDES_FOLDER
from page_parts.tile.folder_pictures import FolderPictures, picture_in
from page_parts.tile.presenter import TilePresenter, present_tile
from tilekit.bundle import Bundle
from tilekit.scaffold.archive import zip_of_files
from tilekit.scaffold.bundles import bundle_of_files
from tilekit.scaffold.folder import files_of_folder
from tilekit.tile import TileContent, tile_of

SAMPLES = GUIDES_FOLDER / "samples"


class Sample(Struct, frozen=True, kw_only=True):
    """A sample listing. name is that of its folder."""

    name: str
    bundle: Bundle
    tile: TileContent

    def text(self, path: str) -> str:
        """The text of a file. Raises KeyError if there is none."""
        return self.bundle.files[path].decode()

    def archive(self) -> bytes:
        """The listing as a zip file, which is the same for the same files."""
        return zip_of_files(self.bundle.files, self.name)

    def picture(self, path: str) -> tuple[str, bytes] | None:
        """Content type and bytes of an image; None for everything else."""
        return picture_in(self.bundle.files, path)

    def presenter(self, tab: str) -> TilePresenter:
        """The tile with an open tab, for the templates of tiles. Its parts have headings below those of sections."""
        return present_tile(self.tile, files=self._pictures(), tab=tab, base="", level=1)

    def _pictures(self) -> FolderPictures:
        return FolderPictures(self.bundle.files, lambda path: picture_url(self.name, path))


def picture_url(sample: str, path: str) -> str:
    """The URL path of an image of a sample listing."""
    return f"/guides/samples/{sample}/{path}"


def sample_names(folder: Path = SAMPLES) -> list[str]:
    """The names of all sample listings."""
    return sorted(path.name for path in folder.iterdir() if (path / "manifest.json").is_file())


@cache
def sample_named(name: str) -> Sample:
    """The sample listing. Raises KeyError if there is none."""
    if name not in sample_names():
        raise KeyError(name)
    bundle = bundle_of_files(files_of_folder(SAMPLES / name), name)
    return Sample(name=name, bundle=bundle, tile=tile_of(bundle))
