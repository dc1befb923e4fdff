"""Fixes of samples with random changes: safe ones discard nothing, cause nothing new and run once; none does harm."""

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from random import Random

import pytest

from tests.shared import SMALL, bundle_of_folder, listing_folders
from tests.tilekit.checks.test_mutations import ODD, places
from tests.tilekit.fixes import more_severe_than
from tilekit.bundle import Bundle, Files
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import FixClass, Scope
from tilekit.checks.fix_application import FixApplication
from tilekit.checks.registered_checks import all_checks
from tilekit.scaffold.bundles import bundle_of_files

pytestmark = pytest.mark.slow

ALL = frozenset(check.code for check in all_checks() if check.fix)
SAFE = frozenset(check.code for check in all_checks() if check.fix is FixClass.SAFE)
FOLDERS = [folder for folder in listing_folders(SMALL) if folder.name in {"octoprint", "stardog", "devcycle"}]


def changed_sample(random: Random) -> Bundle:
    """A sample with one to three changed values in its JSON files."""
    folder = random.choice(FOLDERS)
    bundle = bundle_of_folder(folder)
    files = {path: bundle.files[path] for path in bundle.files}
    for path in random.choices([path for path in files if path.endswith(".json")], k=random.choice((1, 2, 3))):
        if not (value := json.loads(files[path])):
            continue
        *parents, last = random.choice([place for place in places(value) if place])
        inner = value
        for part in parents:
            inner = inner[part]
        old = inner[last]
        inner[last] = f" {old}\n" if isinstance(old, str) else deepcopy(random.choice(ODD))
        files[path] = json.dumps(value, indent=random.choice((None, 2, "\t"))).encode()
    return bundle_of_files(Files.of(files), folder.name)


def words(value: object) -> Iterator[str]:
    """The scalars in a value, without the blanks and the case that safe fixes may change."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from words(inner)
    if not isinstance(value, dict | list):
        yield "".join(str(value).split()).casefold()


def content(bundle: Bundle) -> set[str]:
    return {word for path in bundle.files if path.endswith(".json") for word in words(json.loads(bundle.files[path]))}


@pytest.mark.parametrize("seed", range(24))
def test_safe_fixes_of_a_changed_sample_do_no_harm(seed: int) -> None:
    bundle = changed_sample(Random(seed))
    report = run_checks(bundle, Context())
    fixes = FixApplication(bundle, Context(), SAFE)
    fixes.run()

    codes = Counter(finding.code for finding in report.findings)
    after = Counter(finding.code for finding in run_checks(fixes.bundle, Context()).findings)
    assert after - codes == Counter()
    assert all(after[finding.code] < codes[finding.code] for finding in fixes.done)
    # A reference that leads nowhere is the only content that a safe fix replaces.
    assert {word for word in content(bundle) - content(fixes.bundle) if not word.startswith("readme.md#")} == set()
    again = FixApplication(fixes.bundle, Context(), SAFE)
    again.run()
    assert (again.done, again.bundle.digest) == ([], fixes.bundle.digest)


@pytest.mark.parametrize("scope", [Scope.CONTENT, Scope.SUBMISSION])
@pytest.mark.parametrize("seed", range(24, 32))
def test_fixes_of_a_changed_sample_leave_nothing_more_severe(seed: int, scope: Scope) -> None:
    bundle, context = changed_sample(Random(seed)), Context(scope=scope)
    for code in sorted(ALL & {finding.code for finding in run_checks(bundle, context).findings if finding.fix}):
        fixes = FixApplication(bundle, context, frozenset({code}))
        fixes.run()
        assert more_severe_than(fixes.done, context, before=bundle, after=fixes.bundle) == [], code

    fixes = FixApplication(bundle, context, ALL)
    fixes.run()
    assert more_severe_than(fixes.done, context, before=bundle, after=fixes.bundle) == []
