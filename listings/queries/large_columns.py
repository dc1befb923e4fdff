"""The columns with frozen content. They are large, so queries of lists defer them."""

_FROZEN_COLUMNS = ("documents", "files", "base", "carried", "basics", "schemas", "section_digests")
# For queries of submissions with their revisions.
LARGE_COLUMNS = (*_FROZEN_COLUMNS, "revision__base", "revision__carried")
# For queries of rows with a submission.
SUBMISSION_CONTENT = tuple(f"submission__{name}" for name in _FROZEN_COLUMNS)
