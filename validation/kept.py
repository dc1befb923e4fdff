"""Cache of findings that depend only on the content, not on the context."""

import json

from msgspec.structs import asdict

from tilekit.bundle import Bundle
from tilekit.checks.engine import Known
from tilekit.checks.version import catalogue_version
from tilekit.core.digest import exact_digest
from validation.models import KeptFindings
from validation.stored import as_kept, from_kept


def reading_of(bundle: Bundle) -> str:
    """Digest of everything that a check can read of the listing; 64 hex characters.

    It covers more than the content digest, which leaves out fields that no folder contains and row keys, which are
    part of the paths of findings.
    """
    read = {
        "basics": asdict(bundle.basics),
        "folder": bundle.folder,
        "documents": {key: section.values for key, section in bundle.documents.items()},
        "files": {path: bundle.files.digest(path) for path in bundle.files},
        "links": sorted(bundle.files.links),
    }
    return exact_digest(read)


def known_of(reading: str) -> Known | None:
    """The cached findings of the current checks, or None. One query."""
    row = KeptFindings.objects.filter(reading=reading, catalogue_version=catalogue_version()).first()
    if row is None:
        return None
    return Known(
        codes=frozenset(row.codes),
        findings=tuple(map(from_kept, json.loads(row.findings))),
        reads={code: frozenset(places) for code, places in row.reads.items()},
    )


def row_of(reading: str, known: Known) -> KeptFindings:
    """The row to store, not saved yet and without its time."""
    return KeptFindings(
        reading=reading,
        catalogue_version=catalogue_version(),
        codes=sorted(known.codes),
        findings=json.dumps([as_kept(finding) for finding in known.findings]),
        reads={code: sorted(places) for code, places in known.reads.items()},
    )
