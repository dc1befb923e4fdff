"""Prepares a page of a draft's metrics table, with its threads."""

from studio.metrics.metrics_table import MetricsTablePage, metrics_table
from studio.threads.markup import threads_by_record
from studio.wizard.data import Wizard


def metrics_page(wizard: Wizard, *, start: int, only_findings: bool) -> MetricsTablePage:
    """The page of rows that contains row `start`. With only_findings, rows without findings are left out."""
    threads = threads_by_record(wizard.threads, wizard.frame)
    return metrics_table(wizard.metrics, start=start, only_findings=only_findings, threads=threads)
