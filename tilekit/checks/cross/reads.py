"""What checks between parts read."""

METRIC_READS = ("data", "content", "overview")
"""The metrics file and what shows or watches its metrics."""
READS = ("data", "overview", "configuration", "content", "pricing")
