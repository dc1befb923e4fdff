"""Parts of writes that fill empty fields of a draft from what an uploaded file says, and note the file."""

from collections.abc import Mapping

from common.actions import in_transaction
from listings.content.bundles import basics_of, document_of
from listings.content.filled_fields import Sources, notes_for
from listings.models import Revision
from listings.writes.merged_saves import Save
from listings.writes.section_rows import sections_of
from listings.writes.sections import SaveContext, save_documents
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.recognition.filling import captions_from_names, filled_from, with_applied

# {name of a file: {path: value}}
FileSays = Mapping[str, Mapping[str, Json]]


@in_transaction
def fill_from_files(context: SaveContext, says: FileSays, *, before: Mapping[str, Values]) -> None:
    """Fill empty fields with what the uploaded files say, as far as it applies to the listing.

    The files have been attached to the locked revision; before contains its documents without them.
    """
    stored = {key: document_of(section).values for key, section in sections_of(context.revision).items()}
    sources: dict[str, tuple[str, ...]] = dict(captions_from_names(before, stored))
    filled, basics = stored, basics_of(context.revision.listing)
    for name, values in says.items():
        earlier, filled = filled, with_applied(filled, values, basics)
        sources |= filled_from(earlier, filled, dict.fromkeys(values, (name,)))
    changes = {
        key: {name: value for name, value in values.items() if value != stored[key].get(name)}
        for key, values in filled.items()
    }
    if saves := [Save(key=key, changes=fields) for key, fields in changes.items() if fields]:
        save_documents(context, saves)
    note_sources(context.revision, sources)


@in_transaction
def note_sources(revision: Revision, sources: Sources) -> None:
    """Note the files from which the values at these paths of the locked revision come."""
    keys = {path.partition(".")[0] for path in sources}
    for key, section in sections_of(revision, keys).items() if keys else ():
        section.filled = notes_for(key, section.document, sources=sources, earlier=section.filled)
        section.save(update_fields=["filled"])
