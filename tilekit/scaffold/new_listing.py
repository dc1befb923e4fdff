"""Makes a new listing: the files that every listing has, with <YOUR_...> where a person must write."""

import json
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.core.basics import Basics
from tilekit.core.fileref import FileRef
from tilekit.core.kind import CodeType
from tilekit.core.messages import N_, Message
from tilekit.core.section import Values
from tilekit.parse.json import parse_json
from tilekit.parse.metrics_table import COLUMNS_FILE
from tilekit.platform_lists import lines
from tilekit.scaffold.bundles import assemble, files_of_bundle
from tilekit.scaffold.json_edit import written_json
from tilekit.scaffold.manifest_table import SPEC_POINTER
from tilekit.scaffold.paths import MANIFEST
from tilekit.scaffold.pointers import put_at
from tilekit.scaffold.rows import safe_name
from tilekit.sections import SECTIONS
from tilekit.sections.initial_values import Vendor, initial_documents, kebab, setup_texts
from tilekit.sections.limits import TITLE

# The name on the command line -> the code type.
NEW_LISTING_TYPES: Mapping[str, CodeType] = MappingProxyType(
    {"agent": CodeType.AGENT, "api": CodeType.API_OAUTH, "tile": CodeType.TILE_ONLY}
)
_METADATA, _SPEC = "metadata.csv", "assets/configuration/spec.yaml"
_OVERVIEW = """\
{title} <YOUR_PRODUCT_IN_ONE_SENTENCE>.

With this integration, you see <YOUR_MOST_USEFUL_DATA> together with data from your other systems. You find out about
<YOUR_MOST_COMMON_PROBLEM> before your users do.
"""
_SUPPORT = "Need help? Contact <YOUR_TEAM> at <YOUR_SUPPORT_ADDRESS>. We reply on <YOUR_WORKING_DAYS>.\n"
_SPEC_TEXT = """\
name: {title}
files:
- name: {file}.yaml
  options:
  - template: init_config
    options:
    - template: init_config/default
  - template: instances
    options:
    - name: url
      required: true
      description: The address at which the check reaches the product.
      value:
        type: string
        example: <YOUR_PRODUCT_ENDPOINT>
    - template: instances/default
"""
_VALIDATION = "### Validation\n"


class NewListingOptions(Struct, frozen=True, kw_only=True):
    """The input for a new listing. type is a key of NEW_LISTING_TYPES, app_uuid a new UUID."""

    name: str
    type: str
    app_uuid: str
    today: date

    @property
    def folder(self) -> str:
        """The name that the listing's folder should have."""
        return safe_name(kebab(self.name).replace("-", "_"))


def name_fault(name: str) -> Message | None:
    """The reason why a listing cannot have this name; None if it can."""
    if not kebab(name):
        return Message(N_("The name must contain Latin letters, because the integration ID is created from it."))
    if len(name) > TITLE:
        return Message(
            N_("The name has {n} characters; the limit is {limit}. Shorten it."), {"limit": TITLE, "n": len(name)}
        )
    if name != name.strip() or not name.isprintable():
        return Message(N_("The name must not start or end with a space or contain control characters."))
    return None


def new_files(new: NewListingOptions) -> dict[str, bytes]:
    """Path -> bytes of every file of the new listing. The name must have passed `name_fault`."""
    files = dict(files_of_bundle(_bundle(new)))
    if NEW_LISTING_TYPES[new.type] is CodeType.AGENT:
        quoted = json.dumps(new.name, ensure_ascii=False)  # a title may contain characters with a meaning in YAML
        text = _SPEC_TEXT.replace("{title}", quoted).replace("{file}", new.folder)
        files[_SPEC] = text.encode()
        manifest = parse_json(files[MANIFEST]).value
        if isinstance(manifest, dict):  # always: the manifest was written above
            put_at(manifest, SPEC_POINTER, _SPEC)
        files[MANIFEST] = written_json(manifest)
    return files


def _bundle(new: NewListingOptions) -> Bundle:
    basics = Basics(name=new.name, app_uuid=new.app_uuid)
    documents = initial_documents(basics, Vendor(), today=new.today)
    code_type = NEW_LISTING_TYPES[new.type]
    documents["configuration"]["code_type"] = code_type.value
    documents["overview"]["overview_md"] = _OVERVIEW.replace("{title}", new.name).strip()
    documents["support"]["support_md"] = _SUPPORT.strip()
    documents["setup"] |= _setup(new.name, code_type)
    data = b""
    if code_type is not CodeType.TILE_ONLY:
        data = ",".join(lines(COLUMNS_FILE)).encode() + b"\n"
        table = FileRef.of(_METADATA, data)
        documents["data"]["metadata_csv"] = {
            "key": table.key,
            "name": table.name,
            "sha256": table.sha256,
            "size": table.size,
        }
    if code_type is CodeType.API_OAUTH:
        documents["configuration"]["oauth_name"] = new.name
    return assemble(
        basics=basics,
        documents={section.key: section(documents[section.key]) for section in SECTIONS},
        base={},
        file_bytes=lambda _sha256: data,
        carried={},
        folder=new.folder,
    )


def _setup(title: str, code_type: CodeType) -> Values:
    """The templates of the setup fields, with the Validation section moved to its own field."""
    texts = setup_texts(code_type, title)
    setup, _, validation = texts["setup_md"].partition(_VALIDATION)
    values: Values = {"setup_md": setup.strip(), "uninstall_md": texts["uninstall_md"].strip()}
    return values | ({"validation_md": validation.strip()} if validation.strip() else {})
