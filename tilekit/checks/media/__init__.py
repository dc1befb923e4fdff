"""The checks of the media carousel and its images (subject IM)."""
