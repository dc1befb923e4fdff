"""Prepares the times that teams took for their decisions."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.durations import rounded_duration
from page_parts.counts import Count
from reviews.queries.decision_times import DecisionTimes, decision_times


def shown_times(teams: Sequence[str], now: datetime) -> list[dict[str, str]]:
    """The times of each team, with its name. No query if they are cached."""
    return [{"label": times.label, "text": _text(times)} for times in decision_times(teams, now)]


def _text(times: DecisionTimes) -> str:
    if times.median is None or times.most is None:
        return _("No decisions in the last 90 days")
    text = ngettext(
        "Median time to a decision: {median}, 90th percentile: {most} ({n} decision in 90 days)",
        "Median time to a decision: {median}, 90th percentile: {most} ({n} decisions in 90 days)",
        times.number,
    )
    median, most = rounded_duration(times.median), rounded_duration(times.most)
    return text.format(median=median, most=most, n=Count(times.number))
