"""Random walks over the choices that decide what applies, on every listing that is available."""

import random
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.shared import listing_folders
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope, Stage
from tilekit.core.basics import Basics
from tilekit.core.fields import Json
from tilekit.core.kind import CodeType, OfferingType, Route
from tilekit.core.section import SectionDocument
from tilekit.scaffold.bundles import assemble
from tilekit.scaffold.documents import references
from tilekit.scaffold.read import Package, read_folder
from tilekit.sections import section_of
from tilekit.sections.applicability import split
from tilekit.sections.kept import METHOD, kept_lines
from tilekit.sections.places import fields_of_kind

STEPS = 3
OFFERINGS = (
    (Route.INTEGRATIONS, OfferingType.INTEGRATION),
    (Route.MARKETPLACE, OfferingType.INTEGRATION),
    (Route.MARKETPLACE, OfferingType.SOFTWARE_LICENSE),
    (Route.MARKETPLACE, OfferingType.PROFESSIONAL_SERVICE),
)
Documents = dict[str, SectionDocument]
ENTERED: Mapping[str, Mapping[str, Json]] = {
    "configuration": {
        "oauth_name": "N",
        "oauth_redirect_uris": ["x"],
        "oauth_client_secret": {"id": "1", "fingerprint": "f3a9"},
        "exception_request": "Short",
    },
    "data": {"submitted_data_types": ["Metrics", "Logs"], "metric_prefix": "Wrong Prefix"},
    "pricing": {"unit_price": "a lot", "metric": "wrong"},
    "legal": {"legal_contact": "nobody"},
    "setup": {"post_purchase_md": "We will call you."},
    "submission": {"requested_release": "asap", "requested_release_on": "never"},
}


def _with(documents: Documents, section: str, values: Mapping[str, Json]) -> Documents:
    return {**documents, section: section_of(section)({**documents[section].values, **values})}


def _step(documents: Documents, basics: Basics, chance: random.Random) -> tuple[Documents, Basics]:
    """The listing after one random choice."""
    choice = chance.choice(["method", "method", "types", "media", "offering"])
    if choice == "method":
        return _with(documents, "configuration", {"code_type": chance.choice([*CodeType, ""])}), basics
    if choice == "types":
        types = chance.sample(["Metrics", "Logs", "Events", "Traces"], 2)
        return _with(documents, "data", {"submitted_data_types": list(types)}), basics
    if choice == "media":
        rows = documents["overview"].values.get("media")
        changed: list[Json] = [
            {**row, "vimeo_id": -1, "media_type": chance.choice(["image", "video"])}
            for row in (rows if isinstance(rows, list) else [])
            if isinstance(row, dict)
        ]
        return _with(documents, "overview", {"media": changed}), basics
    route, offering_type = chance.choice(OFFERINGS)
    return documents, replace(basics, route=route, offering_type=offering_type)


def _bundle(package: Package, basics: Basics, documents: Documents) -> Bundle:
    paths = {reference.sha256: reference.name for _, _, reference in references(package.documents)}
    files = {package.files.digest(path): path for path in package.carried}
    return assemble(
        basics=basics,
        documents=documents,
        base={path: partial(package.base.__getitem__, path) for path in package.base},
        file_bytes=lambda sha256: package.files[{**files, **paths}[sha256]],
        carried={path: sha256 for sha256, path in files.items()},
        folder=package.folder,
    )


def _assert_reachable(bundle: Bundle, documents: Documents) -> None:
    """Every blocker about a field is about one that the form shows."""
    shown = {place.path for place in fields_of_kind(documents, bundle.kind)}
    report = run_checks(bundle, Context(scope=Scope.SUBMISSION), stages=[Stage.INSTANT])
    for finding in report.findings:
        if finding.severity == "blocker" and finding.path.partition(".")[0] in documents and "[" not in finding.path:
            assert finding.path in shown, (finding.code, finding.path, bundle.kind)


def _assert_left_out(bundle: Bundle, basics: Basics, documents: Documents) -> None:
    """Nothing that is set aside is in the bundle, and bringing it back restores exactly what was entered."""
    parts = split(basics, documents)
    assert not split(basics, dict(bundle.documents)).set_aside
    assert parts.kind == bundle.kind
    for line in kept_lines(basics, documents):
        if METHOD in line.changes:
            restored = split(basics, _with(documents, "configuration", {"code_type": line.changes[METHOD]}))
            for value in line.entered:
                assert restored.documents[value.section].values.get(value.path.partition(".")[2]) == value.value


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_what_is_hidden_never_counts(folder: Path) -> None:
    chance, package = random.Random(folder.name), read_folder(folder)
    documents, basics = dict(package.documents), package.basics
    for section, values in ENTERED.items():
        documents = _with(documents, section, values)
    for _ in range(STEPS):
        documents, basics = _step(documents, basics, chance)

        bundle = _bundle(package, basics, documents)

        _assert_left_out(bundle, basics, documents)
        _assert_reachable(bundle, documents)
