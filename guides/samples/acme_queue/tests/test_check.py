import pytest
from agent_stand_in import Response

from datadog_checks.acme_queue import AcmeQueueCheck

ENDPOINT = "http://localhost:8080/metrics"
TEXT = """\
# TYPE acme_queue_messages_waiting gauge
acme_queue_messages_waiting{queue="orders"} 3
# TYPE acme_queue_messages_received counter
acme_queue_messages_received_total{queue="orders"} 120
unknown_metric 1
"""


@pytest.fixture
def check():
    return AcmeQueueCheck("acme_queue", {}, [{"openmetrics_endpoint": ENDPOINT}])


def test_metrics_are_sent(check):
    check.http.response = Response(TEXT)

    assert check.run_once() == {"acme_queue.messages.waiting": 3, "acme_queue.messages.received.count": 120}
    assert check.http.urls == [ENDPOINT]
    assert check.service_checks == {"acme_queue.openmetrics.health": check.OK}


def test_service_check_is_critical_if_the_endpoint_fails(check):
    check.http.response = Response(status_code=503)

    with pytest.raises(ConnectionError):
        check.run_once()
    assert check.metrics == {}
    assert check.service_checks == {"acme_queue.openmetrics.health": check.CRITICAL}
