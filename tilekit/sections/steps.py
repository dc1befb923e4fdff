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
    """A page of the wizard; title is a message ID, guide the section of a guide (`guides/`) about the step."""

    key: str
    title: str
    guide: str
    sections: tuple[type[SectionDocument], ...]

    def applies(self, kind: ListingKind) -> bool:
        """Whether one of the sections applies to the kind of listing."""
        return any(section.applies(kind) for section in self.sections)


STEPS = (
    Step(key="overview", title=N_("Overview"), guide="texts-logo-and-media#names", sections=(Overview,)),
    Step(
        key="configuration",
        title=N_("Configuration Method"),
        guide="review-to-release#method",
        sections=(Configuration,),
    ),
    Step(key="setup", title=N_("Setup & Uninstall"), guide="texts-logo-and-media#setup", sections=(Setup,)),
    Step(key="data", title=N_("Data"), guide="metrics#data-types", sections=(Data,)),
    Step(key="content", title=N_("Content"), guide="dashboards#import", sections=(Content,)),
    Step(key="pricing", title=N_("Pricing & Legal"), guide="review-to-release#pricing", sections=(Pricing, Legal)),
    Step(key="support", title=N_("Support"), guide="texts-logo-and-media#support", sections=(Support,)),
    Step(
        key="release_notes",
        title=N_("Release Notes"),
        guide="texts-logo-and-media#release-notes",
        sections=(ReleaseNotes,),
    ),
    Step(
        key="review",
        title=N_("Review & Submit"),
        guide="review-to-release#before",
        sections=(SubmissionNotes, ApiEntities),
    ),
)
