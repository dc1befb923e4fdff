"""Listings with random values anywhere: no check raises an error, and every fix leaves valid files
without its finding.
"""

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tilekit.checks.dashboards.boards import FILE, fixed_listing
from tests.tilekit.checks.files.test_detection_rules import GOOD as RULE
from tests.tilekit.checks.files.test_logs import GOOD as PIPELINE
from tests.tilekit.checks.files.test_logs import GOOD_TESTS
from tests.tilekit.checks.files.test_monitors import GOOD as MONITOR
from tests.tilekit.checks.files.test_monitors import OLD as OLD_MONITOR
from tests.tilekit.listing import DASHBOARD, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context, TakenIdentities
from tilekit.checks.engine import run_checks
from tilekit.checks.registered_checks import all_checks

SUBJECTS = {"DB", "MN", "SR", "MD", "SC", "XC"}
CODES = {check.code for check in all_checks() if check.subject in SUBJECTS}
CONTEXT = Context(is_first=True, today=date(2025, 6, 1), taken=TakenIdentities())
MONITOR_FILE = "assets/monitors/m.json"
ODD: tuple[object, ...] = (
    None, True, 0, -1, 1e300, "", "x", "$q", "avg:a{*}", "@a:(", "{{#x}}", "<script>", "a" * 400, "source:acme_widget",
    [], {}, [None], [[]], {"type": "group", "widgets": [{}]}, ["integration:acme_widget"],
)  # fmt: skip
LAYOUTS = (None, 2, "\t")


def places(value: object, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield above
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield from places(item, (*above, key))


def mutated(value: object, random: Random) -> str:
    """The value as JSON with some of its parts changed or removed."""
    copy = json.loads(json.dumps(value))
    for _ in range(random.choice((1, 1, 2, 4))):
        *parents, last = random.choice([place for place in places(copy) if place] or [("none",)])
        inner = copy
        for part in parents:
            inner = inner[part]
        if last == "none":
            continue
        if random.random() < 0.25:
            del inner[last]
        else:
            inner[last] = deepcopy(random.choice(ODD))  # a later change must not reach the next example
    return json.dumps(copy, indent=random.choice(LAYOUTS))


def bundle_of(random: Random) -> Bundle:
    files: dict[str, bytes | str | None] = {
        FILE: mutated(DASHBOARD, random),
        MONITOR_FILE: mutated(random.choice((MONITOR, OLD_MONITOR)), random),
        "assets/security/r.json": mutated(RULE, random),
        "assets/service_checks.json": mutated([{"check": "acme_widget.up", "name": "Up", "statuses": ["ok"]}], random),
        "assets/logs/acme-widget.yaml": mutated(PIPELINE, random),
        "assets/logs/acme-widget_tests.yaml": mutated(GOOD_TESTS, random),
    }
    return listing(manifest={"/assets/monitors": {"m": MONITOR_FILE}}, files=files)


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_no_check_raises_and_every_fix_can_be_applied(random: Random) -> None:
    bundle = bundle_of(random)

    report = run_checks(bundle, CONTEXT, select=CODES)

    findings = report.findings
    assert report.unchecked == ()
    for finding in findings:
        after = fixed_listing(bundle, finding.fix) if finding.fix else bundle
        for file in {edit.file for edit in finding.fix.edits} if finding.fix else ():
            assert not file.endswith(".json") or json.loads(after.files[file]) is not None
    times = Counter(finding.code for finding in findings)
    mendable = [finding for finding in findings if finding.fix]
    chosen = random.choice(mendable) if mendable else None
    if chosen and chosen.fix:
        again = run_checks(fixed_listing(bundle, chosen.fix), CONTEXT, select={chosen.code}).findings
        assert len(again) < times[chosen.code]
