"""The checks of the media carousel and its pictures (subject IM)."""

from tilekit.checks.media import carousel, pictures, videos

__all__ = ["carousel", "pictures", "videos"]
