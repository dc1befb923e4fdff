"""The SVG logos of a listing."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.finding import Edit, Fix, RawFinding
from tilekit.checks.parsed_files import paths
from tilekit.core.messages import N_, Message
from tilekit.media import svg
from tilekit.media.svg import Risk, SvgFacts
from tilekit.sections.overview import Overview


class SvgFile(Struct, frozen=True, kw_only=True):
    """An SVG of the listing. path names its field, "" if it is not a logo."""

    file: str
    path: str
    facts: SvgFacts

    def finding(self, risk: Risk | None = None, *, fix: Fix | None = None, **parameters: object) -> RawFinding:
        """The raw finding for the risk, or for the whole file."""
        return RawFinding(
            path=self.path,
            file=self.file,
            line=risk.line if risk else 1,
            column=1,
            value=risk.what if risk else "",
            fix=fix,
            parameters={"what": risk.what if risk else "", **parameters},
        )


def pictures(bundle: Bundle) -> Iterator[SvgFile]:
    """Every SVG of the listing."""
    overview = bundle.section(Overview)
    logos = {
        bundle.file_of(overview.logo_dark): "overview.logo_dark",
        bundle.file_of(overview.logo_light): "overview.logo_light",
    }
    for file in paths(bundle, (".svg",)):
        yield SvgFile(file=file, path=logos.get(file, ""), facts=bundle.parse(file, svg.inspect))


svg_check = CheckDecorator(pictures, applies_to="svg")
SvgCheckFunction = Callable[[SvgFile, Bundle], Iterator[RawFinding]]


def safe_copy(picture: SvgFile, bundle: Bundle) -> Fix:
    """The fix that replaces the file with the sanitised copy that customers see."""
    data = bundle.files[picture.file]
    text = svg.sanitise(data)[0].decode()
    return Fix(
        title=Message(N_("Replace the SVG with a safe copy")),
        edits=(Edit(file=picture.file, start=0, end=len(data), replacement=text),),
    )
