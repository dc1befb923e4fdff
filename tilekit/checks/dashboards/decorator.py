"""How a function of a dashboard becomes a check."""

from tilekit.checks.assets import CheckDecorator
from tilekit.checks.dashboards.board import boards

dashboard_check = CheckDecorator(boards)
