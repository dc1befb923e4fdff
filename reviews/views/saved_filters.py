"""The page on which staff save filters of the queue, rename, share and delete them."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import NotAllowed, NotFound, NotPossible
from common.lists import joined_facts
from common.lookups import first_or_not_found
from reviews.access import StaffView
from reviews.actions import change_filter, delete_filter, save_filter, take_over_filter
from reviews.errors import FilterGone, FilterNameTaken, FilterTakenOver
from reviews.forms import ONLY_OWNER, SavedFilterForm
from reviews.guards import may_delete_filter
from reviews.models import SavedFilter
from reviews.page.queue_filter import QueueFilter, queue_url
from reviews.page.saved_filters import filter_of, filter_parts, saved_filters_url, team_options
from reviews.queries.saved_filters import owned_filter, visible_filters

NO_FILTER_FORMS: Mapping[UUID, SavedFilterForm] = {}


def _breadcrumbs() -> list[Mapping[str, str]]:
    return [
        {"href": queue_url(QueueFilter()), "label": _("Queue")},
        {"href": reverse("reviews:filter-list"), "label": _("Saved filters")},
    ]


class SavedFiltersView(StaffView):
    """Shows the reader's filters, and saves the filter in the query string."""

    def get(self, request: HttpRequest) -> HttpResponse:
        has_filter = bool(QueueFilter.read(request.GET).query)
        return self.page(request, new_form=self.new_form() if has_filter else None)

    def post(self, request: HttpRequest) -> HttpResponse:
        filters, form = QueueFilter.read(request.GET), self.new_form(request.POST)
        if form.is_valid():
            try:
                row = save_filter(**form.cleaned_data, query=filters.query, by=self.actor, now=timezone.now())
            except (FilterNameTaken, NotPossible) as refused:
                form.add_error("name", str(refused))
            else:
                messages.success(request, _("The filter {name} was saved.").format(name=row.name))
                return redirect(queue_url(filters))
        return self.page(request, new_form=form, status=422)

    def page(
        self,
        request: HttpRequest,
        *,
        new_form: SavedFilterForm | None = None,
        forms: Mapping[UUID, SavedFilterForm] = NO_FILTER_FORMS,
        status: int = 200,
    ) -> HttpResponse:
        """The page. new_form saves the filter in the query string; forms are refused ones, {filter ID: form}."""
        filters, rows = QueueFilter.read(request.GET), list(visible_filters(self.actor).select_related("person"))
        context = {
            "breadcrumbs": _breadcrumbs(),
            "queue_url": queue_url(filters),
            "new_url": saved_filters_url(filters),
            "parts": joined_facts(filter_parts(filters, self.actor)),
            "new_form": new_form,
            "filters": [
                {
                    "row": row,
                    "href": queue_url(filter_of(row)),
                    "change_url": saved_filters_url(filter_of(row), row.pk),
                    "parts": joined_facts(filter_parts(filter_of(row), self.actor)),
                    "may_delete": may_delete_filter(row, self.actor),
                    "form": (forms.get(row.pk) or self.form_of(row)) if row.person_id == self.actor.id else None,
                }
                for row in rows
            ],
        }
        return render(request, "reviews/saved_filters.html", context, status=status)

    def new_form(self, data: Mapping[str, str] | None = None) -> SavedFilterForm:
        return SavedFilterForm(data, options=team_options(self.actor))

    def form_of(self, row: SavedFilter, data: Mapping[str, str] | None = None) -> SavedFilterForm:
        """The form of a saved filter of the reader."""
        return SavedFilterForm(
            data,
            initial={"name": row.name, "team": row.team or ONLY_OWNER},
            auto_id=f"filter-{row.pk}-%s",
            options=team_options(self.actor, [row.team]),
        )


class SavedFilterView(SavedFiltersView):
    """Changes the name of a filter and who sees it. One that the reader no longer has can be saved as a new filter."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, filter_id: UUID) -> HttpResponse:  # type: ignore[override]  # has the filter
        try:
            return self._change(request, owned_filter(visible_filters(self.actor), filter_id, self.actor))
        except (FilterGone, FilterTakenOver) as refused:
            form = self.new_form(request.POST)
            form.full_clean()
            form.add_error("name", str(refused))
            return self.page(request, new_form=form, status=refused.status)

    def _change(self, request: HttpRequest, row: SavedFilter) -> HttpResponse:
        form = self.form_of(row, request.POST)
        if form.is_valid():
            try:
                changed = change_filter(filter_id=row.pk, **form.cleaned_data, by=self.actor, now=timezone.now())
            except FilterNameTaken as refused:
                form.add_error("name", str(refused))
            else:
                messages.success(request, _("The filter {name} was changed.").format(name=changed.name))
                return redirect("reviews:filter-list")
        return self.page(request, forms={row.pk: form}, status=422)


class OneFilterView(SavedFiltersView):
    """Base class of views of one filter. If the reader no longer has it, the list says so."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotFound:
            messages.error(request, _("This filter was deleted or is no longer shared."))
            return self.page(request, status=NotFound.status)


class DeleteFilterView(OneFilterView):
    """Asks before a filter is deleted, and deletes it. The list only asks about shared ones."""

    def get(self, request: HttpRequest, filter_id: UUID) -> HttpResponse:  # type: ignore[override]  # has the filter
        row = first_or_not_found(visible_filters(self.actor).filter(pk=filter_id))
        if not may_delete_filter(row, self.actor):
            raise NotAllowed
        breadcrumbs = [*_breadcrumbs(), {"label": row.name}]
        return render(request, "reviews/saved_filter_delete.html", {"row": row, "breadcrumbs": breadcrumbs})

    def post(self, request: HttpRequest, filter_id: UUID) -> HttpResponse:  # type: ignore[override]  # has the filter
        delete_filter(filter_id=filter_id, by=self.actor, now=timezone.now())
        messages.success(request, _("The filter was deleted."))
        return redirect("reviews:filter-list")


class TakeOverFilterView(OneFilterView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, filter_id: UUID) -> HttpResponse:  # type: ignore[override]  # has the filter
        row = take_over_filter(filter_id=filter_id, by=self.actor, now=timezone.now())
        messages.success(request, _("The filter {name} is yours now.").format(name=row.name))
        return redirect("reviews:filter-list")
