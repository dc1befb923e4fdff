"""The decorator that registers a check of dashboards."""

from tilekit.checks.assets import CheckDecorator
from tilekit.checks.dashboards.board import boards

dashboard_check = CheckDecorator(boards)
