"""The initial values of a new listing."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from tilekit.core.basics import Basics
from tilekit.core.kind import CodeType, OfferingType, is_paid
from tilekit.core.section import SectionDocument, Values
from tilekit.core.versions import version_numbers
from tilekit.sections import SECTIONS
from tilekit.sections.release_notes import ReleaseNote
from tilekit.sections.setup_templates import SETUP_TEMPLATES, UNINSTALL

_ID_LENGTH = 255


class Vendor(Struct, frozen=True, kw_only=True):
    """The organisation, as shown on a listing."""

    name: str = ""
    url: str = ""
    id: str = ""


def initial_documents(basics: Basics, vendor: Vendor, *, today: date, version: str = "") -> dict[str, Values]:
    """The values of every section of a new listing, by section key. version is that of its package, if it is known."""
    documents: dict[str, Values] = {section.key: section.defaults() for section in SECTIONS}
    documents["overview"] |= _overview(basics, vendor)
    first: Values = {"key": "first", **ReleaseNote.proposed((), today=today), "added": ["Initial release"]}
    if version_numbers(version):
        first["version"] = version
    documents["release_notes"]["entries"] = [first]
    if is_paid(basics.route):
        identifier = suggested_id(basics.name, basics.route, vendor.id)
        documents["pricing"]["product_id"] = identifier.removeprefix(f"{vendor.id}-")
    return documents


def with_defaults(documents: Mapping[str, Values], *, vendor_id: str = "") -> dict[str, Values]:
    """Imported documents with defaults for fields that folders do not contain, and the vendor ID if it is missing.

    Imported values are not changed.
    """
    values = {
        section.key: {**_fields_not_in_folders(section), **documents.get(section.key, {})} for section in SECTIONS
    }
    if vendor_id and not values["overview"].get("vendor_id"):
        values["overview"]["vendor_id"] = vendor_id
    return values


def setup_texts(
    code_type: str, title: str, *, support_email: str = "", package: str = "", agent_version: str = ""
) -> dict[str, str]:
    """Templates for the fields setup_md and uninstall_md, with placeholders <YOUR_...> for what is not given.

    code_type is "" for licences and services, and until it is chosen.
    """
    shown_type = code_type if code_type in SETUP_TEMPLATES else CodeType.TILE_ONLY
    product = title or "<YOUR_PRODUCT>"
    facts = {
        "{title}": product,
        "<YOUR_SUPPORT_ADDRESS>": support_email,
        "<YOUR_PACKAGE>": package,
        "<YOUR_OLDEST_AGENT_VERSION>": agent_version,
    }
    texts = {"setup_md": SETUP_TEMPLATES[shown_type], "uninstall_md": UNINSTALL[shown_type]}
    for placeholder, value in facts.items():
        texts = {name: text.replace(placeholder, value or placeholder) for name, text in texts.items()}
    return texts


def template_placeholders() -> frozenset[str]:
    """The placeholders in the templates, such as <YOUR_TEAM>."""
    texts = (*SETUP_TEMPLATES.values(), *UNINSTALL.values(), "<YOUR_PRODUCT>")
    return frozenset(re.findall(r"<YOUR_[A-Z_]+>", "".join(texts)))


def kebab(name: str) -> str:
    """The name in lower-case letters, digits and single hyphens, starting with a letter; "" if nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).lstrip("-0123456789")[:_ID_LENGTH].strip("-")


def normal_source_name(name: str) -> str:
    """The value of the integration column of metadata.csv for a source_type_name, for check MD-040.

    It is what the platform computes, which keeps hyphens: "acme_-_jobs" for "Acme - Jobs".
    """
    return re.sub(r"[^A-Za-z0-9-]+", "_", name).strip("_").lower()


def suggested_id(name: str, route: str, vendor_id: str) -> str:
    """The integration ID for a name; on Marketplace it begins with the vendor ID."""
    product = kebab(name)
    is_prefixed = is_paid(route) and bool(vendor_id)
    if not is_prefixed or product == vendor_id or product.startswith(f"{vendor_id}-"):
        return product
    return f"{vendor_id}-{product}"[:_ID_LENGTH].strip("-") if product else ""


def _fields_not_in_folders(section: type[SectionDocument]) -> Values:
    return {name: value for name, value in section.defaults().items() if section.fields[name].scope == "submission"}


def _overview(basics: Basics, vendor: Vendor) -> Values:
    values: Values = {
        "vendor_name": vendor.name,
        "vendor_url": vendor.url,
        "vendor_id": vendor.id,
        "title": basics.name,
        "integration_id": suggested_id(basics.name, basics.route, vendor.id),
    }
    if basics.offering_type == OfferingType.INTEGRATION:
        values["source_type_name"] = basics.name
    return {name: value for name, value in values.items() if value}
