"""Fixes that write a whole manifest: a new one, or one converted from the old form."""

import re

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import values_fix
from tilekit.checks.parsed_files import MANIFEST, README, json_of, markdown_of
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json import parse_json
from tilekit.parse.positions import readable
from tilekit.scaffold.documents import parts_of_documents
from tilekit.scaffold.json_edit import written_json
from tilekit.scaffold.manifest import FieldsBySection
from tilekit.scaffold.manifest_v1 import is_legacy, keys_without_successor
from tilekit.scaffold.skeleton import MANIFEST_VERSION
from tilekit.scaffold.written_manifest import write_manifest


def new_manifest(bundle: Bundle, title: str) -> Fix:
    """The fix that writes a manifest from the folder's other files, with an ID from the folder's name.

    The tile title is the title of README.md, if it has one, because other texts use the same spelling.
    """
    from uuid import NAMESPACE_OID, uuid5  # slow import

    basics = replace(bundle.basics, app_uuid=str(uuid5(NAMESPACE_OID, bundle.digest)))
    parts: FieldsBySection = parts_of_documents(basics, bundle.documents)
    integration_id = re.sub(r"[^a-z0-9]+", "-", (bundle.folder or basics.name).lower()).strip("-")
    name = _name_in_readme(bundle) or basics.name
    overview: dict[str, Json] = {"integration_id": integration_id, "title": name, **parts.get("overview", {})}
    return _fix_writing(bundle, write_manifest({**parts, "overview": overview}, None), title)


def _name_in_readme(bundle: Bundle) -> str:
    markdown = readable(markdown_of, bundle, README)
    return next((heading.text for heading in markdown.headings if heading.level == 1), "") if markdown else ""


def fix_converting_manifest(bundle: Bundle) -> Fix | None:
    """The fix that converts an old manifest to the current form. Keys without a successor stay as they are.

    If only the version is old, only the version is changed.
    """
    document = json_of(bundle, MANIFEST)
    old = document.value
    if isinstance(old, dict) and not is_legacy(old):
        new, title = {"/manifest_version": MANIFEST_VERSION}, N_("Set manifest_version to {version}")
        return values_fix(MANIFEST, document, new, title=title, version=MANIFEST_VERSION)
    written = parse_json(write_manifest(parts_of_documents(bundle.basics, bundle.documents), None)).value
    if not isinstance(old, dict) or not isinstance(written, dict):
        return None
    return _fix_writing(
        bundle, written_json({**keys_without_successor(old), **written}), N_("Convert to the current format")
    )


def _fix_writing(bundle: Bundle, data: bytes, title: str) -> Fix:
    size = len(bundle.files[MANIFEST]) if MANIFEST in bundle.files else 0
    edit = Edit(file=MANIFEST, start=0, end=size, replacement=data.decode())
    return Fix(title=Message(title), edits=(edit,))
