"""The digest of everything that checks can read of a listing."""

from msgspec.structs import asdict

from tilekit.bundle import Bundle
from tilekit.core.digest import exact_digest


def input_digest(bundle: Bundle) -> str:
    """64 hex characters. Equal digests mean that checks read the same of both listings.

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
