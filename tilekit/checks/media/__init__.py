"""The checks of the media carousel and its images (subject IM)."""

from tilekit.checks.media import carousel, picture_sizes, pictures, videos

__all__ = ["carousel", "picture_sizes", "pictures", "videos"]
