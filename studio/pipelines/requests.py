"""What a person sends from the page: the typed files, the logs, and which samples to show."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from msgspec import Struct
from msgspec.structs import replace

from common.requests import parse_number
from listings.imports.sent_logs import SentLogs, sent_logs
from listings.models import Revision
from studio.pipelines.files import PIPELINE_NAME, TESTS_NAME, WorkshopFiles
from studio.pipelines.page import MAX_LOG_LINES, PipelineRun
from studio.pipelines.proposal import PipelineProposal
from studio.pipelines.tree import ProcessorTree, processor_tree
from studio.wizard.page.wizard import Wizard
from tilekit.parse.text import BOM
from tilekit.suggest.additions import PipelineTexts

BASE_FIELDS = {PIPELINE_NAME: "pipeline_base", TESTS_NAME: "tests_base"}
MAX_TYPED_CHARACTERS = 2_000_000
"""The most characters of all texts that the page sends; the portal refuses forms of more than 2.5 MB."""


class WorkshopPage(Struct, frozen=True, kw_only=True):
    """The data of the page. proposal is None unless somebody asked for one, logs_name is the file of the logs."""

    wizard: Wizard
    run: PipelineRun
    source: str
    logs_name: str = ""
    proposal: PipelineProposal | None = None

    @property
    def revision(self) -> Revision:
        return self.wizard.revision

    @property
    def tree(self) -> ProcessorTree:
        return processor_tree(self.run)

    @property
    def pipeline_text(self) -> str | None:
        """The text of the pipeline for its editor; None if it is not UTF-8."""
        return _text(self.run.files.texts.pipeline)

    @property
    def tests_text(self) -> str | None:
        return _text(self.run.files.texts.tests)

    @property
    def is_unsaved(self) -> bool:
        """Whether a text differs from the stored file."""
        return self.run.files.texts != WorkshopFiles.stored(self.wizard.bundle).texts


def page_of(request: HttpRequest, wizard: Wizard, *, is_live: bool = False) -> WorkshopPage:
    """The page for a request: with the stored files, or with those that it contains."""
    values = request.POST if request.method == "POST" else request.GET
    stored = WorkshopFiles.stored(wizard.bundle)
    sent = _sent_logs(request, wizard, stored)
    run = PipelineRun(
        files=_typed_files(values, stored) if request.method == "POST" else stored,
        logs_text=sent.text if sent else values.get("logs", ""),
        start=parse_number(values.get("start", "")) or 0,
        only_different=values.get("only") == "different",
        is_live=is_live,
        opened=frozenset(values.getlist("open")),
    )
    source = values.get("source", stored.log_source)
    return WorkshopPage(wizard=wizard, run=run, source=source, logs_name=sent.name if sent else "")


def _sent_logs(request: HttpRequest, wizard: Wizard, stored: WorkshopFiles) -> SentLogs | None:
    """The first lines of the log file that the person has sent, until there is a pipeline."""
    if request.method == "POST" or stored.pipeline or "logs" in request.GET:
        return None
    logs = sent_logs(wizard.revision.pk, wizard.actor)
    return replace(logs, text="\n".join(logs.text.splitlines()[:MAX_LOG_LINES])) if logs else None


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _typed_files(values: QueryDict, stored: WorkshopFiles) -> WorkshopFiles:
    texts = PipelineTexts(
        pipeline=_typed_bytes(values.get("pipeline"), stored.texts.pipeline),
        tests=_typed_bytes(values.get("tests"), stored.texts.tests),
    )
    base = {field: values.get(name, stored.base[field]) for field, name in BASE_FIELDS.items()}
    return WorkshopFiles(bundle=stored.bundle, texts=texts, base=base)


def _typed_bytes(text: str | None, stored: bytes) -> bytes:
    """The typed text in the form of the stored file, whose line ends and byte order mark a form can't send."""
    if text is None:
        return stored
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    typed = plain.replace("\n", "\r\n") if b"\r\n" in stored else plain
    data = typed.encode("utf-8", "surrogatepass")
    return BOM + data if data and stored.startswith(BOM) else data
