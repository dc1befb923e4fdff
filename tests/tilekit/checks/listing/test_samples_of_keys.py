"""Placeholders for keys in documentation, and keys that it must not contain."""

import pytest

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.readme.cases import in_setup
from tests.tilekit.listing import listing


@pytest.mark.parametrize(
    "text,is_key",
    [
        ("AKIAIOSFODNN7EXAMPLE", False),
        ("xoxb-your-slack-token-goes-here", False),
        ("apikey          c07fe41b93d82a6e5f1079bce3a4d862", True),
        ("api_key         = c07fe41b93d82a6e5f1079bce3a4d862", True),
        ("api_key: 0123456789abcdef0123456789abcdef", False),
        ("api_key: a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4", False),
        ("AKIAIOSFODNN7QX4ZKLM", True),
        ("DD_API_KEY=9c1f7a5be2d84036af17c2e9b4d05836", True),
        ("export DD_APP_KEY='9c1f7a5be2d84036af17c2e9b4d058369c1f7a5b'", True),
    ],
)
def test_samples_are_no_keys(text: str, is_key: bool) -> None:
    findings = findings_in(listing(files={"README.md": in_setup(f"```text\n{text}\n```")}), "GEN")

    assert [one.code for one in findings] == ["GEN-008"] * is_key
