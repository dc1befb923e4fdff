"""Prepares the frame that crops an image of the carousel."""

from msgspec import Struct

from files.models import Blob
from files.pictures import large_picture
from files.queries import blobs_of
from listings.models import Revision
from studio.page_urls import revision_url
from tilekit.core.composite import UploadField
from tilekit.core.fileref import FileRef
from tilekit.core.pictures import Picture
from tilekit.media.crops import CropBounds, CropFrame
from tilekit.sections import limits


class Cropper(Struct, frozen=True, kw_only=True):
    """An image with the frames that fit in it, and the frame to start with. path is the field of the image."""

    path: str
    image: FileRef
    picture: Picture | None
    bounds: CropBounds
    frame: CropFrame

    @property
    def name(self) -> str:
        return self.image.name.rpartition("/")[2]

    @property
    def ratio(self) -> tuple[int, int]:
        return limits.RATIO

    @property
    def corners(self) -> tuple[str, ...]:
        return ("top left", "top right", "bottom left", "bottom right")

    @property
    def recommended(self) -> tuple[int, int]:
        """The smallest recommended width and height."""
        return limits.IMAGE_WIDTHS[0], limits.IMAGE_HEIGHTS[0]


def cropper_of(revision: Revision, path: str, image: FileRef) -> Cropper:
    """The frame over the image at the path. One query."""
    blob = blobs_of([image.sha256]).get(image.sha256)
    width_px, height_px = (blob and blob.picture_size) or (0, 0)
    bounds = CropBounds(width_px=width_px, height_px=height_px)
    picture = large_picture(revision.listing_id, blob)
    return Cropper(path=path, image=image, picture=picture, bounds=bounds, frame=bounds.centred())


def crop_url(revision: Revision, field: UploadField, blob: Blob | None, *, path: str) -> str:
    """The URL of the frame over the image at the path; "" if cropping would not improve the image."""
    if "image" not in field.accepts or blob is None or not blob.is_picture or blob.picture_size is None:
        return ""
    width_px, height_px = blob.picture_size
    is_improved = CropBounds(width_px=width_px, height_px=height_px).needs_crop or blob.size > field.max_bytes
    is_readable = max(width_px, height_px) <= limits.MAX_IMAGE_SIDE and width_px * height_px <= limits.MAX_IMAGE_PIXELS
    return f"{revision_url('crop', revision)}?path={path}" if is_improved and is_readable else ""
