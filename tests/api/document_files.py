"""The OpenAPI documents as files, for programs that read them."""

import json
from collections.abc import Mapping
from pathlib import Path

from ninja.responses import NinjaJSONEncoder

from api.reference.surfaces import SURFACE_SLUGS, surface_at

Documents = Mapping[str, Path]


def write_documents(folder: Path) -> Documents:
    """Write the document of each surface into the folder. Returns {word of the surface: file}."""
    documents = {word: folder / f"{word}.json" for word in SURFACE_SLUGS}
    for word, file in documents.items():
        file.write_text(json.dumps(surface_at(word).get_openapi_schema(), cls=NinjaJSONEncoder))
    return documents
