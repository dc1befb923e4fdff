"""The documents of a draft after the import of a whole listing."""

from collections.abc import Mapping

from accounts.models import Organisation
from listings.content.bundles import basics_of
from listings.editing.set_aside import with_set_aside
from listings.models import Listing
from listings.writes.client_values import with_client_values
from tilekit.core.basics import Basics
from tilekit.core.composite import Rows
from tilekit.core.field import Json
from tilekit.core.kind import is_paid
from tilekit.core.section import Document, Values
from tilekit.sections import section_of
from tilekit.sections.applicability import SetAside, split
from tilekit.sections.identity import LASTING_FIELDS
from tilekit.sections.initial_values import with_defaults
from tilekit.sections.row_matching import matching_rows, rows_of, rows_with_same_content


def replaced_documents(
    listing: Listing, before: Mapping[str, Values], imported: Mapping[str, Values]
) -> dict[str, Values]:
    """The documents of a draft after the import of a whole listing.

    Fields that a folder cannot contain stay, and so do names of a live listing that can't change, and what is set
    aside before and after the import.
    """
    documents = {
        key: {**_values_outside_folder(key, values), **with_cells_outside_folder(key, values, imported.get(key, {}))}
        for key, values in before.items()
    }
    documents["overview"] |= _lasting_values(listing)
    vendor_id = default_vendor_id(listing.route, listing.organisation)
    completed = with_client_values(with_defaults(documents, vendor_id=vendor_id), before)
    return _with_values_set_aside(basics_of(listing), before, completed)


def _with_values_set_aside(
    basics: Basics, before: Mapping[str, Values], documents: Mapping[str, Values]
) -> dict[str, Values]:
    """The documents with what was set aside in the draft, as far as it does not count now."""
    kept = _set_aside_by_path(basics, before)
    still_set_aside = _set_aside_by_path(basics, with_set_aside(documents, kept.values()))
    return with_set_aside(documents, [value for path, value in kept.items() if path in still_set_aside])


def _set_aside_by_path(basics: Basics, documents: Mapping[str, Values]) -> dict[str, SetAside]:
    typed = {key: section_of(key)(values) for key, values in documents.items()}
    return {value.path: value for value in split(basics, typed).set_aside}


def _lasting_values(listing: Listing) -> Values:
    """The values of the live version that can't change after publication (MF-006); none if nothing is live."""
    overview = listing.live_release.submission.documents.get("overview", {}) if listing.live_release else {}
    return {name: overview[name] for name in LASTING_FIELDS if overview.get(name)}


def _values_outside_folder(key: str, values: Values) -> Values:
    """The values of those fields of a document that a folder cannot contain."""
    fields = section_of(key).fields
    return {name: value for name, value in values.items() if name in fields and fields[name].scope != "content"}


def with_cells_outside_folder(key: str, before: Values, imported: Values) -> Values:
    """The imported values of a document. Rows get the other cells of the row that looks the same in the folder, and
    the key of the row that they replace, to which comments refer.
    """
    lists = {name: field.row for name, field in section_of(key).fields.items() if isinstance(field, Rows)}
    completed = {
        name: _with_old_keys(row, old, _with_old_cells(row, old, rows_of(imported[name])))
        for name, row in lists.items()
        if imported.get(name) and rows_of(imported[name]) == imported[name] and (old := rows_of(before.get(name)))
    }
    return {**imported, **completed}


def _with_old_keys(row: type[Document], old: list[Values], new: list[Values]) -> list[Json]:
    origins = matching_rows(row, old, new, renames={})
    for place, origin in rows_with_same_content(row, old, new).items():
        if origin not in origins.values():
            origins.setdefault(place, origin)
    keys = {place: old[origin].get("key") for place, origin in origins.items()}
    return [{**cells, **({"key": key} if (key := keys.get(place)) else {})} for place, cells in enumerate(new)]


def _with_old_cells(row: type[Document], old: list[Values], new: list[Values]) -> list[Values]:
    names = {name for name, field in row.fields.items() if field.scope != "content"}
    origins = rows_with_same_content(row, old, new) if names else {}
    outside = {
        place: {name: old[origin][name] for name in names & old[origin].keys()} for place, origin in origins.items()
    }
    return [{**outside.get(place, {}), **cells} for place, cells in enumerate(new)]


def default_vendor_id(route: str, organisation: Organisation) -> str:
    """The default vendor ID: that of the organisation on Marketplace, where names start with it; otherwise ""."""
    return organisation.vendor_id if is_paid(route) else ""
