"""The view that makes comments from findings."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import structs

from accounts.access import signed_in_person
from common.errors import NotPossible
from common.htmx import add_toast, is_partial
from page_parts.counts import Count
from reviews.actions import NewThread, add_drafts
from reviews.actions.drafts import with_priority
from reviews.models import CommentPriority
from reviews.page.comment_forms import with_suggested_reply
from reviews.page.findings import PRIORITIES, ReviewFinding, ReviewFindingRow, ReviewFindings, comment_text, findings_of
from reviews.page.findings_filter import FindingsFilter
from reviews.page.threads import ReviewThreads
from reviews.views.commenting import CommentingView


class FindingDraftsView(CommentingView):
    """Adds a draft for each selected finding that has none yet. htmx gets the drafts below their findings."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        posted = request.POST
        findings = self._findings(ReviewThreads(self.page_data()))
        rows = _rows_in(findings.counting, posted.getlist("pick_row"))
        keys = {*posted.getlist("pick"), *(place.key for row in rows for place in row.places)}
        selected = [finding for finding in findings.all if finding.key in keys]
        try:
            number = self._add([finding for finding in selected if not finding.drafts])
        except NotPossible as refused:
            return self._answer(str(refused.context["reasons"]), style="warn")
        text = ngettext("{n} comment was added.", "{n} comments were added.", number).format(n=Count(number))
        return self._answer(text, keys=keys, rows=rows)

    def _findings(self, threads: ReviewThreads) -> ReviewFindings:
        return findings_of(self.page_data(), threads.drafts, FindingsFilter.read(self._query()))

    def _add(self, findings: Sequence[ReviewFinding]) -> int:
        """Add the drafts, and return their number. Raises NotAllowed, and NotPossible if there are none or too many."""
        new_threads = [self._new_thread(finding) for finding in findings]
        add_drafts(review_id=self.review().pk, new_threads=new_threads, by=self.actor, now=timezone.now())
        if not new_threads:
            text = _("Select at least one finding that you have not commented on yet.")
            raise NotPossible(reasons=text, codes=["nothing-selected"])
        return len(new_threads)

    def _new_thread(self, item: ReviewFinding) -> NewThread:
        place, finding = item.comment_place, item.finding
        posted = self.request.POST.get("priority", "")
        body = with_suggested_reply(
            self.page_data(),
            comment_text(finding, self.page_data()),
            path=place.path,
            file=place.file,
            code=finding.code,
            by=signed_in_person(self.request),
        )
        new_thread = NewThread(body=body, finding=finding.fingerprint, **structs.asdict(place))
        return with_priority(new_thread, posted if posted in CommentPriority.values else PRIORITIES[finding.severity])

    def _answer(
        self, text: str, *, style: str = "", keys: Collection[str] = (), rows: Sequence[ReviewFindingRow] = ()
    ) -> HttpResponse:
        if not is_partial(self.request):
            (messages.warning if style else messages.success)(self.request, text)
            return self.back(self.page_data().href("findings"))
        if style:
            return add_toast(HttpResponse(status=204), text, style)
        page_data = self.page_data()
        threads = ReviewThreads(page_data)
        picked = [finding for finding in self._findings(threads).all if finding.key in keys]
        context = {"picked": picked, "rows": rows, **self.decision_context(page_data, threads)}
        return add_toast(render(self.request, "reviews/parts/drafts_added.html", context), text)


def _rows_in(rows: Iterable[ReviewFindingRow], keys: Collection[str]) -> list[ReviewFindingRow]:
    """The rows, and the rows of single checks in them, that have these keys."""
    return [row for row in _with_kinds(rows) if row.key in keys]


def _with_kinds(rows: Iterable[ReviewFindingRow]) -> Iterator[ReviewFindingRow]:
    for row in rows:
        yield row
        yield from row.kinds
