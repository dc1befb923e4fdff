"""References that change with the name of a metric."""

import pytest

from tests.tilekit.listing import listing
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.fingerprint_renaming import FingerprintParts, fingerprint_number, with_renames

_HEADER = "metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name\n"


def metrics(*names: str) -> bytes:
    """A file with an unknown type in every row."""
    return (_HEADER + "".join(f"{name},nonsense,,,,Messages,0,acme_widget,\n" for name in names)).encode()


def prints(data: bytes, code: str) -> list[tuple[str, FingerprintParts]]:
    """(fingerprint, input) of every finding of the code."""
    findings = run_checks(listing(files={"metadata.csv": data}), Context()).findings
    return [
        (finding.fingerprint, FingerprintParts(code=finding.code, place=finding.place, value=finding.value))
        for finding in findings
        if finding.code == code
    ]


def test_ground_gives_the_fingerprint_of_the_engine() -> None:
    fingerprints = prints(metrics("acme_widget.a"), "MD-016")

    assert [
        (fingerprint_number(fingerprint, ground), ground.fingerprint()) for fingerprint, ground in fingerprints
    ] == [(1, fingerprints[0][0])]


def test_renamed_ground_is_that_of_the_new_name() -> None:
    ((_, old),) = prints(metrics("acme_widget.a"), "MD-016")
    ((new_fingerprint, _),) = prints(metrics("acme_widget.b/~c"), "MD-016")

    assert with_renames(old, {"acme_widget.a": "acme_widget.b/~c"}).fingerprint() == new_fingerprint
    assert with_renames(old, {"acme_widget.x": "acme_widget.y"}) == old


@pytest.mark.parametrize("value, expected", [("acme.a", "acme.b"), ("acme.ab", "acme.ab"), ("", "")])
def test_value_that_is_the_name_is_renamed(value: str, expected: str) -> None:
    ground = FingerprintParts(code="MD-001", place="metadata.csv", value=value)

    assert with_renames(ground, {"acme.a": "acme.b"}) == FingerprintParts(
        code="MD-001", place="metadata.csv", value=expected
    )


def test_second_of_two_alike_is_known_by_its_number() -> None:
    ground = FingerprintParts(code="MD-001", place="metadata.csv#/a", value="x")

    assert fingerprint_number(ground.fingerprint(2), ground) == 2
    assert fingerprint_number("0" * 16, ground) == 0
