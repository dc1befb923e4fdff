"""Our engine for log pipelines: a report has the result of each sample and the differences.

Partners' rules run in linear time (RE2), and the work for a sample is counted. Nothing in a pipeline is executed as
code. The notes of the report list what our engine does differently from the platform.
"""

from tilekit.pipeline.report import PipelineReport, ResultDifference, SampleResult

__all__ = ["REFERENCE_TABLE", "PipelineReport", "ResultDifference", "SampleResult"]
REFERENCE_TABLE = "lookupEnrichmentTable"
"""The setting that names a table of the platform instead of one in the file."""
