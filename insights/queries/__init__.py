"""Queries of the insights."""

from insights.queries.changes import changed_revisions, last_event
from insights.queries.counts import MonthRow, counts_of_organisation, rolled_up_at, visible_month_counts
from insights.queries.histories import histories_of
