"""Asking only the checks that a change touches gives what a whole run gives: on real listings, edited at random."""

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.shared import listing_folders
from tilekit.bundle import Bundle, Files
from tilekit.checks.changes import Marks, merged
from tilekit.checks.context import Context, Taken
from tilekit.checks.engine import Report, run_checks
from tilekit.checks.finding import Scope, Stage
from tilekit.core.composite import Rows
from tilekit.core.field import Json
from tilekit.core.section import Section
from tilekit.scaffold.folder import files_of_folder
from tilekit.scaffold.package import bundle_of_package
from tilekit.scaffold.read import Package, package_of_files

EDITS = int(os.environ.get("CHANGES_EDITS", "3"))
WRITTEN = frozenset({"manifest.json", "README.md", "CHANGELOG.md"})


class Desk(Struct, kw_only=True, dict=True):
    """A listing that is edited by chance; the same seed makes the same edits."""

    chance: Random
    package: Package
    context: Context

    def edit(self) -> None:
        self.chance.choice((self._text, self._text, self._emptied, self._value, self._file, self._taken))()

    def bundle(self) -> Bundle:
        return bundle_of_package(self.package)

    def _field(self) -> tuple[Section, str]:
        section = self.chance.choice(list(self.package.documents.values()))
        return section, self.chance.choice(sorted(section.fields))

    def _set(self, value: Callable[[Json], Json]) -> None:
        section, name = self._field()
        section.values[name] = value(section.values.get(name))

    def _text(self) -> None:
        section = self.chance.choice(list(self.package.documents.values()))
        texts = sorted(name for name, value in section.values.items() if isinstance(value, str) and name != "key")
        if texts:
            name = self.chance.choice(texts)
            section.values[name] = self.chance.choice(("", "TODO", f"{section.values[name]} http://more.example x"))

    def _emptied(self) -> None:
        section, name = self._field()
        section.values.pop(name, None)

    def _value(self) -> None:
        section, name = self._field()
        is_rows = isinstance(section.fields[name], Rows)
        odd: tuple[Json, ...] = (True, 7, "odd", ["metrics"], {})
        section.values[name] = [{"key": "made"}] if is_rows else self.chance.choice(odd)

    def _file(self) -> None:
        """A file is broken, emptied or mended."""
        path = self.chance.choice(sorted(set(self.package.files) - WRITTEN) or [""])
        if not path:
            return
        data = self.package.files[path]
        new = self.chance.choice((data[: len(data) // 2], b"", data.replace(b"{", b"{ ", 1), b"\xff" + data))
        files = {each: partial(self.package.files.__getitem__, each) for each in self.package.files}
        self.package = replace(self.package, files=Files(files | {path: lambda: new}))

    def _taken(self) -> None:
        name = self.package.documents["overview"].values.get("integration_id")
        values = self.chance.choice(({}, {"integration_id": {str(name): "another listing"}}))
        self.context = replace(self.context, taken=Taken(values=values))


def whole(bundle: Bundle, context: Context) -> Report:
    return run_checks(bundle, context, stages={Stage.INSTANT})


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_checks_that_a_change_touches_are_enough(folder: Path) -> None:
    package = package_of_files(files_of_folder(folder), folder.name)
    published = bundle_of_package(package_of_files(files_of_folder(folder), folder.name))
    context = Context(scope=Scope.SUBMISSION, is_first=False, published=published, taken=Taken())
    desk = Desk(chance=Random(folder.name), package=package, context=context)  # noqa: S311 the same each time
    report = run_checks(desk.bundle(), context, stages={Stage.INSTANT}, watched=True)
    findings, old = list(report.findings), set(report.grandfathered)
    marks = Marks.of(report.reads, desk.bundle(), context).asking_again(report.untold)
    assert findings == list(whole(desk.bundle(), context).findings)

    for _ in range(EDITS):
        desk.edit()
        bundle, known = desk.bundle(), Marks.from_json(json.loads(json.dumps(marks.as_json())))
        now = Marks.of(known.reads, bundle, desk.context)
        asked = known.asked_by(now)
        report = run_checks(bundle, desk.context, stages={Stage.INSTANT}, select=asked, watched=True)
        kept = [finding for finding in findings if finding.code not in asked]
        findings, untold = merged(kept, report.findings)
        old = {finding.fingerprint for finding in kept} & old | report.grandfathered
        marks = Marks.of({**known.reads, **report.reads}, bundle, desk.context, known=now.places)
        marks = marks.asking_again(report.untold | untold)

        expected = whole(desk.bundle(), desk.context)
        assert findings == list(expected.findings)
        assert old & {finding.fingerprint for finding in findings} == expected.grandfathered
