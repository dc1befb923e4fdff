"""Makes a new listing: the files that a partner needs, with <YOUR_...> where a person must write."""

from collections.abc import Sequence

from tilekit.bundle import Bundle
from tilekit.core.basics import Basics
from tilekit.core.fields import Json
from tilekit.core.fileref import FileRef
from tilekit.core.kind import CodeType
from tilekit.core.section import Values
from tilekit.parse.json import parse_json
from tilekit.scaffold.bundles import assemble, files_of_bundle
from tilekit.scaffold.json_edit import written_json
from tilekit.scaffold.listing_templates import NewFile, filled, new_files_for, placeholder_image, quotable
from tilekit.scaffold.manifest_table import SPEC_POINTER
from tilekit.scaffold.new_listing_options import CHECK_KIND_VALUES, NewListingOptions
from tilekit.scaffold.paths import MANIFEST, SPEC_FILE
from tilekit.scaffold.pointers import put_at
from tilekit.sections import SECTIONS
from tilekit.sections.initial_values import Vendor, initial_documents, kebab, normal_source_name, setup_texts

_CATEGORIES = {"Metrics": "Metrics", "Logs": "Log Collection"}
_SYSTEMS: list[Json] = ["Linux", "macOS", "Windows"]
_IMAGE = "images/overview.png"
_OVERVIEW = """\
{title} <YOUR_PRODUCT_IN_ONE_SENTENCE>.

With this integration, you see <YOUR_MOST_USEFUL_DATA> together with data from your other systems. You find out about
<YOUR_MOST_COMMON_PROBLEM> before your users do.
"""
_SUPPORT = "Need help? Contact <YOUR_TEAM> at <YOUR_SUPPORT_ADDRESS>. We reply on <YOUR_WORKING_DAYS>."
_VALIDATION = "### Validation\n"


def new_files(new: NewListingOptions) -> dict[str, bytes]:
    """Path -> bytes of every file of the new listing. Its names must have passed `name_fault` and `vendor_fault`."""
    files = dict(files_of_bundle(_bundle(new)))
    if SPEC_FILE in files:
        manifest = parse_json(files[MANIFEST]).value
        if isinstance(manifest, dict):  # always: the manifest was written above
            put_at(manifest, SPEC_POINTER, SPEC_FILE)
        files[MANIFEST] = written_json(manifest)
    return files


def _bundle(new: NewListingOptions) -> Bundle:
    basics = Basics(name=new.name, app_uuid=new.app_uuid)
    image = NewFile(path=_IMAGE, data=placeholder_image(), field="overview.media")
    files = [*new_files_for(new.facts, _values(new)), image]
    references = {file.path: FileRef.of(file.path, file.data) for file in files}
    contents = {references[file.path].sha256: file.data for file in files}
    documents = _documents(new, basics)
    for file in files:
        if file.field:
            _refer(documents, file.field, references[file.path])
    return assemble(
        basics=basics,
        documents={section.key: section(documents[section.key]) for section in SECTIONS},
        base={},
        file_bytes=contents.__getitem__,
        carried={file.path: references[file.path].sha256 for file in files if not file.field},
        folder=new.folder,
    )


def _values(new: NewListingOptions) -> dict[str, str]:
    """The values of the @@names in the templates."""
    integration_id = kebab(new.name)
    values = {
        "text": quotable(new.name),
        "vendor": quotable(new.vendor or "<YOUR_COMPANY>"),
        "id": integration_id,
        "check": new.folder,
        "metric_source": normal_source_name(new.name),
        "class_name": "".join(word.capitalize() for word in integration_id.split("-")) + "Check",
        "today": new.today.isoformat(),
        **CHECK_KIND_VALUES[new.check_kind],
    }
    has_check = new.code_type is CodeType.AGENT
    return {**values, "service_check_widget": filled("service_check_widget.json", values) if has_check else ""}


def _documents(new: NewListingOptions, basics: Basics) -> dict[str, Values]:
    documents = initial_documents(basics, Vendor(name=new.vendor), today=new.today)
    documents["configuration"]["code_type"] = new.code_type.value
    documents["overview"]["overview_md"] = _OVERVIEW.replace("{title}", new.name).strip()
    documents["support"]["support_md"] = _SUPPORT
    documents["setup"] |= _setup(new)
    if new.code_type is CodeType.API_OAUTH:
        documents["configuration"] |= _oauth(new.name)
    if new.data_types:
        documents["overview"]["supported_os"] = _SYSTEMS
        documents["overview"]["categories"] = [_CATEGORIES[name] for name in new.data_types if name in _CATEGORIES]
        documents["data"] |= _data(new)
    return documents


def _data(new: NewListingOptions) -> Values:
    values: Values = {"submitted_data_types": [*new.data_types], "creates_events": "Events" in new.data_types}
    if "Metrics" in new.data_types:
        values |= {"metric_prefix": f"{new.folder}.", "metric_check": [f"{new.folder}.requests.active"]}
    if "Logs" in new.data_types:
        values["logs_source"] = kebab(new.name)
    return values


def _oauth(title: str) -> Values:
    return {
        "oauth_name": title,
        "oauth_description": f"Sends <YOUR_DATA> of {title}.",
        "oauth_scopes": [{"key": "api_keys_write", "scope": "api_keys_write"}],
    }


def _refer(documents: dict[str, Values], field: str, reference: FileRef) -> None:
    """Put the reference into its field, or into a new row of a field with rows."""
    section, _, name = field.partition(".")
    values = documents[section]
    file: Json = {"key": "", "name": reference.name, "sha256": reference.sha256, "size": reference.size}
    if section == "content":
        short_name = reference.name.rpartition("/")[2].removesuffix(".json")
        row: Json = {"key": short_name, "short_name": short_name, "file": file}
        values[name] = [*_rows(values.get(name)), row]
    elif name == "media":
        caption = "The overview dashboard, which shows <YOUR_MOST_USEFUL_DATA>"
        values[name] = [{"key": "overview", "media_type": "image", "caption": caption, "image": file}]
    else:
        values[name] = file


def _rows(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else []


def _setup(new: NewListingOptions) -> Values:
    """The templates of the setup fields, with the Validation section moved to its own field."""
    texts = setup_texts(new.code_type, new.name)
    for placeholder, text in _agent_texts(new).items() if new.code_type is CodeType.AGENT else ():
        texts = {name: value.replace(placeholder, text) for name, value in texts.items()}
    setup, _, validation = texts["setup_md"].partition(_VALIDATION)
    values: Values = {"setup_md": setup.strip(), "uninstall_md": texts["uninstall_md"].strip()}
    return values | ({"validation_md": validation.strip()} if validation.strip() else {})


def _agent_texts(new: NewListingOptions) -> dict[str, str]:
    """What the generated code already decides."""
    option = CHECK_KIND_VALUES[new.check_kind]["option"]
    return {"<YOUR_PACKAGE>": f"datadog-{new.folder}", "<YOUR_REQUIRED_OPTION>": f"`{option}`"}
