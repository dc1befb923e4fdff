"""The page with the lines of a text file in the revision's folder and their findings."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from msgspec import Struct

from files.text_pages import MAX_TEXT_BYTES, LinesPage
from listings.content.references import field_at
from listings.display.place_names import has_lines
from studio.findings.finding import WizardFinding
from studio.page_urls import revision_url, url_of_place
from studio.wizard.page.step.contexts import head_context
from studio.wizard.page.wizard import Wizard
from studio.wizard.views.fragments import WizardView
from tilekit.checks.field_locations import field_of_file
from tilekit.scaffold.paths import MANIFEST


class LineWithFindings(Struct, frozen=True, kw_only=True):
    number: int
    text: str
    findings: Sequence[WizardFinding]


class LinesView(WizardView):
    """GET ?file=&line= or ?file=&start=: a page of the file's lines. The default is the manifest."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard, file = self.wizard(), request.GET.get("file", MANIFEST)
        if not has_lines(file) or file not in wizard.bundle.files or len(wizard.bundle.files[file]) > MAX_TEXT_BYTES:
            raise Http404
        text = wizard.bundle.files[file].decode("utf-8-sig", "replace")
        page = LinesPage.of(text, request.GET.dict())
        context: dict[str, object] = {
            **head_context(wizard),
            "file": file,
            "lines": _lines_with_findings(wizard, file, page),
            "import_url": revision_url("revision-import", wizard.revision) if _needs_import(wizard, file) else "",
            "edit_url": url_of_place(wizard.revision, field_of_file(wizard.bundle, file), file),
            "first_href": f"?{urlencode({'file': file})}" if page.previous is not None else "",
            "next_href": f"?{urlencode([('file', file), ('start', str(page.next))])}" if page.next else "",
        }
        return render(request, "studio/lines.html", context)


def _needs_import(wizard: Wizard, file: str) -> bool:
    """Whether findings in the file are in no field, so that only an import can change those lines."""
    return wizard.is_editable and any(
        item.finding.file == file and not field_at(item.finding.path) for item in wizard.findings
    )


def _lines_with_findings(wizard: Wizard, file: str, page: LinesPage) -> list[LineWithFindings]:
    by_line: dict[int, list[WizardFinding]] = {}
    for item in wizard.findings:
        if item.finding.file == file and item.finding.line:
            by_line.setdefault(item.finding.line, []).append(item)
    return [LineWithFindings(number=number, text=text, findings=by_line.get(number, ())) for number, text in page.lines]
