"""The checks of log pipelines and their tests (subjects LP and LT)."""

from tilekit.checks.logs import facets, pipeline, processors, samples

__all__ = ["facets", "pipeline", "processors", "samples"]
