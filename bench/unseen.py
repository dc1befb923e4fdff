"""How many faults of listings that nobody has seen are reported, and where. Prints the numbers and every miss.

Usage: python -m bench.unseen [clean]. With `clean`, only the findings of the unchanged listings are printed.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from bench.unseen_edits import Case, Files, base_files, listing_names, mechanical_cases, written_cases
from tilekit.bundle import Files as BundleFiles
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding
from tilekit.commands.check_selection import CheckSelection
from tilekit.commands.listing_checks import context_of
from tilekit.core.messages import render
from tilekit.scaffold.bundles import bundle_of_files

_NEAR = 2


class Outcome(Struct, frozen=True):
    case: Case
    new: list[Finding]

    @property
    def placed(self) -> bool:
        return any(_is_placed(self.case, finding) for finding in self.new)


def _is_placed(case: Case, finding: Finding) -> bool:
    if finding.file != case.file:
        return False
    lines = {finding.line or 0, *(place.line or 0 for place in finding.other_places)}
    return not case.lines or any(abs(line - wanted) <= _NEAR for line in lines for wanted in case.lines)


def findings_of(base: str, files: Files) -> tuple[Finding, ...]:
    """All findings, also those of observed checks."""
    report = run_checks(bundle_of_files(BundleFiles.of(files), base), context_of(CheckSelection(with_observed=True)))
    assert not report.unchecked, report.unchecked
    return report.findings


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.file, render(finding.message)


def _texts(finding: Finding, files: Files) -> set[tuple[str, str, str]]:
    """What stands at the places of a finding. The message of a group changes when the group becomes smaller."""
    lines = files.get(finding.file, b"").decode(errors="replace").split("\n")
    numbers = {finding.line or 0, *(place.line or 0 for place in finding.other_places)} - {0}
    return {(finding.code, finding.file, lines[number - 1]) for number in numbers if number <= len(lines)}


@cache
def _clean(base: str) -> tuple[Counter[tuple[str, str, str]], frozenset[tuple[str, str, str]]]:
    findings = findings_of(base, base_files(base))
    grouped = (finding for finding in findings if finding.other_places)
    texts = frozenset(text for finding in grouped for text in _texts(finding, base_files(base)))
    return Counter(map(_key, findings)), texts


def outcome_of(case: Case) -> Outcome:
    """The findings that the clean listing does not have. An edit moves lines, so they don't count."""
    old, texts, new = _clean(case.base)[0].copy(), _clean(case.base)[1], []
    for finding in findings_of(case.base, case.files):
        key = _key(finding)
        if old[key] > 0:
            old[key] -= 1
        elif not (places := _texts(finding, case.files)) or not places <= texts:
            new.append(finding)
    return Outcome(case, new)


def _text(finding: Finding) -> str:
    return f"{finding.severity.value} {finding.code} {finding.file}:{finding.line or '-'} {render(finding.message)}"


def _print_misses(title: str, outcomes: Iterable[Outcome]) -> None:
    print(f"\n{title}")
    for outcome in outcomes:
        case = outcome.case
        wanted = ",".join(map(str, sorted(case.lines)[:4])) or "-"
        print(f"- {case.name} ({case.base} {case.file}:{wanted})")
        for finding in outcome.new[:4]:
            print(f"    {_text(finding)}")


def _print_faults(title: str, cases: Iterable[Case]) -> None:
    outcomes = [outcome_of(case) for case in cases]
    reported = [one for one in outcomes if one.new]
    placed = [one for one in reported if one.placed]
    share = [f"{len(part)} ({100 * len(part) / len(outcomes):.1f} %)" for part in (reported, placed)]
    print(f"\n{title}: {len(outcomes)} faults, reported {share[0]}, placed {share[1]}")
    _print_misses(f"{title}, not reported:", (one for one in outcomes if not one.new))
    _print_misses(f"{title}, reported elsewhere:", (one for one in reported if not one.placed))


def _print_lookalikes() -> None:
    outcomes = [outcome_of(case) for case in written_cases("lookalikes.yaml")]
    clean = sum(not one.new for one in outcomes)
    print(f"\nLookalikes: {len(outcomes)}, without a new finding {clean} ({100 * clean / len(outcomes):.1f} %)")
    _print_misses("Lookalikes that are reported:", (one for one in outcomes if one.new))


def _print_clean() -> None:
    for base in listing_names():
        findings = findings_of(base, base_files(base))
        print(f"{base}: {dict(Counter(finding.severity.value for finding in findings))}")
        for finding in findings:
            print(f"    {_text(finding)} [{len(finding.other_places) + 1}]")


def main(words: list[str]) -> int:
    started = time.perf_counter()
    _print_clean()
    if "clean" not in words:
        _print_faults("Reviewers' faults", written_cases("faults.yaml"))
        _print_lookalikes()
        _print_faults("Mechanical faults", mechanical_cases())
    print(f"\n{time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
