"""How a rule over a dashboard becomes a check."""

from tilekit.checks.assets import Registrar
from tilekit.checks.dashboards.reading import boards

rule = Registrar(boards)
