"""The tables of each page. A new table is a line in one of these lists."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from common.actor import Actor
from insights.models import first_of_month
from insights.page.fast_lane import lane_table
from insights.page.filters import InsightFilter
from insights.page.forecast import first_week, forecast_table
from insights.page.load import load_tables
from insights.page.numbers import numbers_of
from insights.page.reasons import reason_tables
from insights.page.tables import InsightTable
from insights.page.times import time_tables
from insights.queries import counts_of_organisation, visible_month_counts


def staff_tables(actor: Actor, filters: InsightFilter, *, now: datetime) -> Sequence[InsightTable]:
    """The tables for leads and admins. The number of queries is constant."""
    today = timezone.localtime(now, timezone.get_default_timezone()).date()
    since = min(filters.months(today)[0], first_of_month(first_week(today)))
    numbers = numbers_of(visible_month_counts(actor, since=since), filters, today)
    return [
        *time_tables(numbers),
        *load_tables(numbers, actor, now),
        forecast_table(numbers, actor, now),
        lane_table(numbers),
        *reason_tables(numbers),
    ]


def partner_tables(organisation_id: UUID, filters: InsightFilter, *, now: datetime) -> Sequence[InsightTable]:
    """The tables about the listings of an organisation. One query. They contain nothing about people or teams."""
    today = timezone.localtime(now, timezone.get_default_timezone()).date()
    rows = counts_of_organisation(organisation_id, since=filters.months(today)[0])
    numbers = numbers_of(rows, filters, today)
    return [*time_tables(numbers), *reason_tables(numbers)]
