"""Any content of a wheel, an example or a spec leads to findings, never to a check that raises an error."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tilekit.checks.agent.package import (
    CHECK,
    EXAMPLE,
    INFO,
    METADATA,
    PACKAGE,
    SPEC_TEXT,
    wheel_of,
    with_source,
    with_wheel,
)
from tests.tilekit.checks.check_runs import FIRST
from tilekit.bundle import Bundle
from tilekit.checks.engine import run_checks
from tilekit.checks.registered_checks import all_checks
from tilekit.checks.unchecked import Unchecked

CODES = {check.code for check in all_checks() if check.subject in ("WH", "AC")}
GOOD = wheel_of()
few = settings(max_examples=40)
LINES = st.lists(
    st.one_of(
        st.sampled_from([*EXAMPLE.splitlines(), *SPEC_TEXT.splitlines(), *METADATA.splitlines(), *CHECK.splitlines()]),
        st.text(max_size=40),
    ),
    max_size=25,
).map("\n".join)


def unchecked(bundle: Bundle) -> tuple[Unchecked, ...]:
    return run_checks(bundle, FIRST, select=CODES).unchecked


@few
@given(st.binary(max_size=40), st.integers(min_value=0, max_value=len(GOOD)))
def test_a_damaged_wheel_breaks_no_check(noise: bytes, at: int) -> None:
    assert unchecked(with_wheel(data=GOOD[:at] + noise + GOOD[at + len(noise) :])) == ()


@few
@given(LINES)
def test_lines_in_any_order_break_no_check(text: str) -> None:
    assert unchecked(with_wheel({f"{INFO}/METADATA": text, f"{INFO}/RECORD": text, f"{INFO}/WHEEL": text})) == ()
    odd = {f"{PACKAGE}/{name}": text for name in ("check.py", "data/conf.yaml.example", "data/metrics.yaml")}
    assert unchecked(with_source(odd, spec=text)) == ()
