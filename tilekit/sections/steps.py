"""The steps of the wizard in order, with their sections."""

from msgspec import Struct

from tilekit.core.kind import ListingKind
from tilekit.core.messages import N_
from tilekit.core.section import SectionDocument
from tilekit.sections.api_entities import ApiEntities
from tilekit.sections.configuration import Configuration
from tilekit.sections.content import Content
from tilekit.sections.data import Data
from tilekit.sections.legal import Legal
from tilekit.sections.overview import Overview
from tilekit.sections.pricing import Pricing
from tilekit.sections.release_notes import ReleaseNotes
from tilekit.sections.setup import Setup
from tilekit.sections.submission import SubmissionNotes
from tilekit.sections.support import Support


class Step(Struct, frozen=True, kw_only=True):
    """A page of the wizard; title is a message ID."""

    key: str
    title: str
    sections: tuple[type[SectionDocument], ...]

    def applies(self, kind: ListingKind) -> bool:
        """Whether one of the sections applies to the kind of listing."""
        return any(section.applies(kind) for section in self.sections)


STEPS = (
    Step(key="overview", title=N_("Overview"), sections=(Overview,)),
    Step(key="configuration", title=N_("Configuration Method"), sections=(Configuration,)),
    Step(key="setup", title=N_("Setup & Uninstall"), sections=(Setup,)),
    Step(key="data", title=N_("Data"), sections=(Data,)),
    Step(key="content", title=N_("Content"), sections=(Content,)),
    Step(key="pricing", title=N_("Pricing & Legal"), sections=(Pricing, Legal)),
    Step(key="support", title=N_("Support"), sections=(Support,)),
    Step(key="release_notes", title=N_("Release Notes"), sections=(ReleaseNotes,)),
    Step(key="review", title=N_("Review & Submit"), sections=(SubmissionNotes, ApiEntities)),
)
