"""The check reads the metrics of the broker from its OpenMetrics endpoint."""

from datadog_checks.base import OpenMetricsBaseCheckV2

from .metrics import METRICS


class AcmeQueueCheck(OpenMetricsBaseCheckV2):
    """Collects METRICS from the address in `openmetrics_endpoint`."""

    # All metrics and service checks start with this prefix.
    __NAMESPACE__ = "acme_queue"
    # Without this line, the Agent keeps only the first 2,000 metrics of an instance.
    DEFAULT_METRIC_LIMIT = 0

    def get_default_config(self):
        return {"metrics": [METRICS]}
