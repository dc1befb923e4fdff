"""The checks of the media carousel and its images (subject IM)."""

from tilekit.checks.media import carousel, pictures, videos

__all__ = ["carousel", "pictures", "videos"]
