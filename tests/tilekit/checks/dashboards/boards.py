"""Listings with one fault in a dashboard, and their content after a fix."""

import json
from collections.abc import Mapping
from functools import partial

from tests.tilekit.checks.json_files import changed, text_of
from tests.tilekit.listing import DASHBOARD, listing
from tilekit.bundle import Bundle, Files
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Fix
from tilekit.checks.fixes import apply_edits
from tilekit.checks.registered_checks import all_checks
from tilekit.core.fields import Json
from tilekit.scaffold.read import package_of_files

FILE = "assets/dashboards/acme_widget_overview.json"
NOTE = "/widgets/0/definition/widgets/0"
GRAPH, NUMBER, OTHER, LIST = (f"/widgets/1/definition/widgets/{at}" for at in range(4))
QUERY = f"{GRAPH}/definition/requests/0/queries/0/query"
SUBJECTS = ("DB", "XC", "GEN", "MD")


def board_listing(
    changes: Mapping[str, object],
    files: Mapping[str, bytes | str | None] | None = None,
    manifest: Mapping[str, object] | None = None,
) -> Bundle:
    """The test listing with changed values in its dashboard."""
    return listing(manifest=manifest, files={FILE: text_of(changed(DASHBOARD, changes)), **(files or {})})


def found_in(bundle: Bundle, subjects: tuple[str, ...] = SUBJECTS, context: Context | None = None) -> list[Finding]:
    codes = {check.code for check in all_checks() if check.subject in subjects}
    return list(run_checks(bundle, context or Context(is_first=True), select=codes).findings)


def fixed_listing(bundle: Bundle, fix: Fix) -> Bundle:
    """The listing after a fix that changes files."""
    loaders = {path: partial(bundle.files.__getitem__, path) for path in bundle.files if path not in fix.removed}
    for file in dict.fromkeys(edit.file for edit in fix.edits):
        data = apply_edits(bundle.files.get(file, b""), tuple(edit for edit in fix.edits if edit.file == file))
        loaders[file] = partial(bytes, data)
    files = Files(loaders)
    package = package_of_files(files, bundle.folder)
    return Bundle(basics=package.basics, documents=package.documents, files=files, folder=bundle.folder)


def board_of(bundle: Bundle) -> Json:
    board: Json = json.loads(bundle.files[FILE])
    return board
