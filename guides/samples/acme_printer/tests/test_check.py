import pytest
from agent_stand_in import ConfigurationError, Response

from datadog_checks.acme_printer import AcmePrinterCheck

ENDPOINT = "http://localhost:8080/status"
PRINTER = {"name": "reception", "jobs": 3, "toner": 40, "pages": 120}


@pytest.fixture
def check():
    return AcmePrinterCheck("acme_printer", {}, [{"url": ENDPOINT}])


def test_metrics_are_sent(check):
    check.http.response = Response(json={"printers": [PRINTER]})

    assert check.run_once() == {
        "acme_printer.jobs.waiting": 3,
        "acme_printer.toner.remaining": 40,
        "acme_printer.pages.printed.count": 120,
    }
    assert check.http.urls == [ENDPOINT]
    assert check.service_checks == {"acme_printer.can_connect": check.OK}


def test_service_check_is_critical_if_the_product_fails(check):
    check.http.response = Response(status_code=503)

    with pytest.raises(ConnectionError):
        check.run_once()
    assert check.metrics == {}
    assert check.service_checks == {"acme_printer.can_connect": check.CRITICAL}


def test_url_is_required():
    with pytest.raises(ConfigurationError):
        AcmePrinterCheck("acme_printer", {}, [{}]).run_once()
