"""The sections of a listing: one module per section, each field declared once."""

from collections.abc import Mapping

from tilekit.core.section import SectionDocument, Values
from tilekit.sections.api_entities import ApiEntities
from tilekit.sections.configuration import Configuration
from tilekit.sections.content import Content
from tilekit.sections.data import Data
from tilekit.sections.legal import Legal
from tilekit.sections.overview import Overview
from tilekit.sections.pricing import Pricing
from tilekit.sections.release_notes import ReleaseNotes
from tilekit.sections.setup import Setup
from tilekit.sections.steps import STEPS, Step
from tilekit.sections.submission import SubmissionNotes
from tilekit.sections.support import Support

__all__ = ["SECTIONS", "STEPS", "Step", "repaired_documents", "section_of"]

SECTIONS: tuple[type[SectionDocument], ...] = (
    Overview,
    Configuration,
    Setup,
    Data,
    Content,
    Pricing,
    Legal,
    Support,
    ReleaseNotes,
    SubmissionNotes,
    ApiEntities,
)
_BY_KEY = {section.key: section for section in SECTIONS}


def section_of(key: str) -> type[SectionDocument]:
    """The section with the key. Raises KeyError if there is none."""
    return _BY_KEY[key]


def repaired_documents(documents: Mapping[str, Values]) -> dict[str, Values]:
    """Stored documents by section key, without parts that pages and files cannot represent; see Field.repaired."""
    return {key: _BY_KEY[key].repaired(values) for key, values in documents.items() if key in _BY_KEY}
