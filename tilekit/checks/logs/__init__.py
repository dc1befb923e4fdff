"""The checks of log pipelines and their tests (subjects LP and LT)."""

from tilekit.checks.logs import facets, order, personal, pipeline, processors, results, rules, samples, standard

__all__ = ["facets", "order", "personal", "pipeline", "processors", "results", "rules", "samples", "standard"]
