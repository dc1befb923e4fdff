"""The pages on which leads edit the checklist and the saved replies of their team, with all versions."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team
from common.errors import CharacterRefused, NotAllowed, NotFound
from common.pages import requested_page
from common.requests import seen_version
from reviews.access import StaffView
from reviews.actions import restore_team_texts, save_team_texts
from reviews.checklists import questions_of
from reviews.errors import TeamTextsChanged, TeamTextsRefused
from reviews.guards import may_edit_texts
from reviews.models import TextsKind
from reviews.page.team_text_changes import changes_between
from reviews.page.team_text_history import shown_versions
from reviews.page.team_texts import NO_ERRORS, error_links, items_field, typed_texts
from reviews.queries.team_texts import TextsVersion, current_texts, texts_at, versions_of
from reviews.team_texts import TeamText
from reviews.text_variables import VARIABLES

_VERSIONS_PER_PAGE = 20


class TeamTextsView(StaffView):
    """Base class: a page about one kind of texts of one team, for its leads and for admins."""

    kind: TextsKind
    team: str

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.team, kind = str(kwargs["team"]), str(kwargs["kind"])
            if self.team not in Team.values or kind not in TextsKind.values:
                raise NotFound
            self.kind = TextsKind(kind)
            if not may_edit_texts(self.actor, self.team):
                raise NotAllowed
        return super().dispatch(request, *args, **kwargs)

    def url(self, name: str) -> str:
        return reverse(f"reviews:{name}", args=[self.team, self.kind.value])

    def frame(self, name: str) -> dict[str, object]:
        """The context of the head: tabs of both kinds, with the page of this name for each."""
        label = Team(self.team).label
        titles = {
            TextsKind.CHECKLIST: _("Checklist of the team {team}").format(team=label),
            TextsKind.REPLIES: _("Saved replies of the team {team}").format(team=label),
        }
        return {
            "title": titles[self.kind],
            "breadcrumbs": [{"href": reverse("reviews:queue"), "label": _("Queue")}, {"label": label}],
            "tabs": [
                {
                    "label": kind.label,
                    "href": reverse(f"reviews:{name}", args=[self.team, kind.value]),
                    "is_current": kind is self.kind,
                }
                for kind in TextsKind
            ],
            "edit_url": self.url("texts-edit"),
            "history_url": self.url("texts-history"),
        }


class TextsEditView(TeamTextsView):
    """Shows the form with all items, and saves it as a new version. A refused form keeps what was typed."""

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        current = current_texts(self.kind, self.team)
        return self._page(current, current.items)

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        typed, seen = typed_texts(self.kind, request.POST), seen_version(request) or 0
        if typed.is_button:
            return self._page(current_texts(self.kind, self.team), typed.items, seen=seen)
        try:
            version = save_team_texts(
                kind=self.kind, team=self.team, items=typed.items, seen=seen, by=self.actor, now=timezone.now()
            )
        except TeamTextsRefused as refused:
            fields = refused.context["fields"]
            errors = fields if isinstance(fields, dict) else {}
            return self._page(current_texts(self.kind, self.team), typed.items, seen=seen, errors=errors)
        except CharacterRefused as refused:
            current = current_texts(self.kind, self.team)
            return self._page(current, typed.items, seen=seen, errors={"items": str(refused)})
        except TeamTextsChanged:
            return self._conflict(typed.items, seen)
        messages.success(request, _("Version {number} was saved.").format(number=version.number))
        return redirect(self.url("texts-edit"))

    def _conflict(self, items: Sequence[TeamText], seen: int) -> HttpResponse:
        """The typed items with what a colleague has saved meanwhile. Saving again replaces the colleague's version."""
        current, base = current_texts(self.kind, self.team), texts_at(self.kind, self.team, seen)
        conflict = changes_between(base.items if base else (), current.items)
        return self._page(current, items, seen=current.number, conflict=conflict, status=409)

    def _page(
        self,
        current: TextsVersion,
        items: Sequence[TeamText],
        *,
        seen: int | None = None,
        errors: Mapping[str, str] = NO_ERRORS,
        status: int = 200,
        **context: object,
    ) -> HttpResponse:
        context |= {
            **self.frame("texts-edit"),
            "current": current,
            "seen": current.number if seen is None else seen,
            "field": items_field(self.kind, items, errors),
            "errors": error_links(items, errors),
            "variables": [f"{{{name}}}" for name in VARIABLES[self.kind]],
            "questions": questions_of(self.team) if self.kind is TextsKind.CHECKLIST else (),
        }
        return render(self.request, "reviews/team_texts.html", context, status=422 if errors else status)


class TextsHistoryView(TeamTextsView):
    """All versions, the newest first, each with what it changed."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        stored = versions_of(self.kind, self.team)
        rows, links = requested_page(request, stored, order=("-number",), size=_VERSIONS_PER_PAGE)
        context = {
            **self.frame("texts-history"),
            "versions": shown_versions(self.kind, self.team, rows),
            "seen": current_texts(self.kind, self.team).number,
            **links,
        }
        return render(request, "reviews/team_text_history.html", context)


class TextsRestoreView(TeamTextsView):
    def post(self, request: HttpRequest, number: int, **_kwargs: object) -> HttpResponse:
        try:
            version = restore_team_texts(
                kind=self.kind,
                team=self.team,
                number=number,
                seen=seen_version(request) or 0,
                by=self.actor,
                now=timezone.now(),
            )
        except TeamTextsChanged as refused:
            messages.error(request, str(refused))
            return redirect(self.url("texts-history"))
        text = _("Version {earlier} was restored as version {number}.")
        messages.success(request, text.format(earlier=number, number=version.number))
        return redirect(self.url("texts-edit"))
