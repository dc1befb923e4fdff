"""Commands of the Agent in the setup steps."""

import pytest

from tests.tilekit.checks.check_runs import FIRST
from tests.tilekit.checks.readme.cases import in_setup
from tests.tilekit.listing import listing
from tilekit.checks.engine import run_checks


@pytest.mark.parametrize(
    "text, reported",
    [
        ("Run `datadog-agent integration install -t datadog-acme-widget==1.0.0` and edit `redisdb.d/conf.yaml`.", 1),
        ("Run `datadog-agent integration install -t datadog-acme_widget==1.0.0` and edit `redisdb.d/conf.yaml`.", 1),
        ("Run `datadog-agent integration install -t datadog-acme-widget==1.0.0`; edit `acme_widget.d/conf.yaml`.", 0),
        ("Run `datadog-agent integration install -t datadog-acme-widget==1.0.0`; edit `journald.d/conf.yaml`.", 0),
        ("Run `datadog-agent integration install -t datadog-redis==1.0.0` and edit `redisdb.d/conf.yaml`.", 0),
    ],
    ids=["other", "underscore", "own", "general", "not-own-package"],
)
def test_listing_whose_package_is_installed_has_a_check(text: str, reported: int) -> None:
    report = run_checks(listing(readme=in_setup(text)), FIRST, select={"RM-049"})

    assert [finding.value for finding in report.findings] == ["redisdb"] * reported
