"""Frames that crop images of the carousel to the recommended ratio and size."""

from msgspec import Struct

from tilekit.sections import limits

_ACROSS, _DOWN = limits.RATIO


class CropFrame(Struct, frozen=True, kw_only=True):
    """A part of an image in its pixels. The width is a multiple of 16, so that the ratio is exact."""

    left: int
    top: int
    width: int

    @property
    def height(self) -> int:
        return self.width * _DOWN // _ACROSS

    @property
    def box(self) -> tuple[int, int, int, int]:
        """(left, top, right, bottom), right and bottom exclusive."""
        return self.left, self.top, self.left + self.width, self.top + self.height


class CropBounds(Struct, frozen=True, kw_only=True):
    """The sides of an image, as it is shown, and the frames that fit in it."""

    width_px: int
    height_px: int

    @property
    def largest_width(self) -> int:
        """The width of the largest frame; 0 if the image is smaller than any frame."""
        return min(self.width_px // _ACROSS, self.height_px // _DOWN) * _ACROSS

    @property
    def smallest_width(self) -> int:
        """The smallest recommended width, or that of the only frame of a smaller image."""
        return min(limits.IMAGE_WIDTHS[0], self.largest_width)

    @property
    def is_small(self) -> bool:
        """Whether every frame is smaller than recommended."""
        return self.largest_width < limits.IMAGE_WIDTHS[0]

    @property
    def needs_crop(self) -> bool:
        """Whether cropping improves the image: it has another ratio, or is larger than recommended."""
        is_large = self.width_px > limits.IMAGE_WIDTHS[-1] or self.height_px > limits.IMAGE_HEIGHTS[-1]
        return self.largest_width > 0 and (is_large or self.width_px * _DOWN != self.height_px * _ACROSS)

    def centred(self) -> CropFrame:
        """The largest frame, in the middle of the image."""
        width = self.largest_width
        return self.nearest((self.width_px - width) // 2, (self.height_px - width * _DOWN // _ACROSS) // 2, width)

    def nearest(self, left: int, top: int, width: int) -> CropFrame:
        """The frame in the image that is most like this one."""
        fitting = min(max(width // _ACROSS * _ACROSS, self.smallest_width), self.largest_width)
        frame = CropFrame(left=0, top=0, width=fitting)
        return CropFrame(
            left=min(max(left, 0), self.width_px - frame.width),
            top=min(max(top, 0), self.height_px - frame.height),
            width=fitting,
        )
