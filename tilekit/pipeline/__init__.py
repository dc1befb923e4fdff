"""Log pipelines run here: `tilekit.pipeline.run(pipeline, tests)` gives what each sample becomes, and what differs.

Rules of partners run in linear time (RE2), and what a sample costs is counted; nothing of a pipeline is executed as
code. Where our engine cannot do what the platform does, the report's notes say so.
"""

from tilekit.pipeline.report import Difference, Report, Sample

__all__ = ["REFERENCE_TABLE", "Difference", "Report", "Sample", "run"]
REFERENCE_TABLE = "lookupEnrichmentTable"
"""The setting that names a table of the platform instead of one in the file."""


def run(pipeline: bytes, tests: bytes | None) -> Report:
    """The report of two files' bytes (tests None: the pipeline is only compiled); raises Unparsable."""
    from tilekit.pipeline.runner import run_files  # noqa: PLC0415 slow import

    return run_files(pipeline, tests)
