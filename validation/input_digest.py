"""The digest of everything in a listing that checks can read."""

from msgspec.structs import asdict

from tilekit.bundle import Bundle
from tilekit.core.digest import exact_digest


def input_digest(bundle: Bundle) -> str:
    """A digest (64 hex characters) of everything in a bundle that checks can read.

    It covers more than the content digest, which leaves out fields that a folder cannot contain, and row keys, which
    are in the paths of findings.
    """
    read = {
        "basics": asdict(bundle.basics),
        "folder": bundle.folder,
        "documents": {key: section.values for key, section in bundle.documents.items()},
        "files": {path: bundle.files.digest(path) for path in bundle.files},
        "links": sorted(bundle.files.links),
    }
    return exact_digest(read)
