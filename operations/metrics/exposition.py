"""The page /metrics in the text format of Prometheus. Only loaded if metrics are recorded."""

import platform
from collections.abc import Iterator

import django
from django.conf import settings
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric as MetricFamily

from common.metric_files import sums_in
from operations.metrics.gauges import Gauge, database_gauges, service_gauges
from tilekit import __version__

CONTENT_TYPE = CONTENT_TYPE_LATEST
BUILD = Gauge(name="slipway_build_info", explanation="Versions; the value is 1", labels=("version", "python", "django"))


class PortalCollector:
    """Everything that the page contains."""

    def collect(self) -> Iterator[MetricFamily]:
        yield BUILD.family([((__version__, platform.python_version(), django.get_version()), 1)])
        yield from sums_in(settings.METRICS_FOLDER)
        yield from service_gauges()
        yield from database_gauges(timezone.now())


def metrics_text() -> bytes:
    """The body of the page."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(PortalCollector())
    return generate_latest(registry)
