"""Manifests that fixes write whole: where there is none, and where there is one of the old form."""

import re

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import json_fix, setting
from tilekit.checks.reading import MANIFEST, json_of
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json import parse_json
from tilekit.scaffold.documents import parts_of_documents
from tilekit.scaffold.json_edit import written_json
from tilekit.scaffold.manifest import Parts, write_manifest
from tilekit.scaffold.manifest_v1 import is_legacy, left_over
from tilekit.scaffold.skeleton import VERSION


def new_manifest(bundle: Bundle, title: str) -> Fix:
    """The fix that writes a manifest of what the folder's other files tell, with an ID from the folder's name."""
    from uuid import NAMESPACE_OID, uuid5  # noqa: PLC0415 slow import

    basics = replace(bundle.basics, app_uuid=str(uuid5(NAMESPACE_OID, bundle.digest)))
    parts: Parts = parts_of_documents(basics, bundle.documents)
    ident = re.sub(r"[^a-z0-9]+", "-", (bundle.folder or basics.name).lower()).strip("-")
    overview: dict[str, Json] = {"integration_id": ident, "title": basics.name, **parts.get("overview", {})}
    return _writing(bundle, write_manifest({**parts, "overview": overview}, None), title)


def converted(bundle: Bundle) -> Fix | None:
    """The fix that writes an old manifest in the present form; keys that have no successor stay as they are.

    Where only the version is old, it alone is written anew.
    """
    document = json_of(bundle, MANIFEST)
    old = document.value
    if isinstance(old, dict) and not is_legacy(old):
        change = setting("/manifest_version", VERSION)
        return json_fix(MANIFEST, document, change, title=N_("Set it to {version}"), version=VERSION)
    written = parse_json(write_manifest(parts_of_documents(bundle.basics, bundle.documents), None)).value
    if not isinstance(old, dict) or not isinstance(written, dict):
        return None
    return _writing(bundle, written_json({**left_over(old), **written}), N_("Convert it"))


def _writing(bundle: Bundle, data: bytes, title: str) -> Fix:
    size = len(bundle.files[MANIFEST]) if MANIFEST in bundle.files else 0
    edit = Edit(file=MANIFEST, start=0, end=size, replacement=data.decode())
    return Fix(title=Message(title), edits=(edit,))
