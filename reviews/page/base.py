"""The template context that all views of a review share: head, tabs, claim, teams, checklist and decision."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec.structs import replace

from accounts.models import Team
from accounts.queries import names_of, team_ids
from common.actor import TeamRole
from files.pictures import small_picture
from listings.content.submissions import documents_of_submission
from listings.page_urls import control_id
from listings.pages.request_links import request_links
from listings.queries.status import status_of
from listings.states.status_messages import StatusMessage
from reviews.announcements import outsiders
from reviews.calendar import local_day
from reviews.closings import why_closed
from reviews.models import Claim
from reviews.page.checklist import checklist_card
from reviews.page.claims import claim_status, review_state
from reviews.page.decision import decision_panel
from reviews.page.exceptions import decision_buttons
from reviews.page.fast_lane import lane_line
from reviews.page.findings import ReviewFindings
from reviews.page.presence import presence_context
from reviews.page.product_accounts import how_to_test
from reviews.page.reading import neighbours_context, notes_context, reading_context
from reviews.page.review_page import ReviewPage, may_comment
from reviews.page.threads import ReviewThreads
from reviews.queries.absences import absences_on
from reviews.queries.calendars import calendar_of
from reviews.queries.exceptions import METHOD_FIELD
from reviews.queries.waiting import waits_since
from reviews.states import ReviewState, ShownThreadState
from tilekit.core.fileref import FileRef
from tilekit.core.pictures import Picture
from tilekit.core.versions import newest
from tilekit.sections.row_matching import rows_of

VIEWS = ("content", "changes", "preview", "findings", "threads", "history", "files")
Item = dict[str, object]


def base_context(
    page_data: ReviewPage, view: str, *, threads: ReviewThreads, findings: ReviewFindings
) -> dict[str, object]:
    """The template context of a review page, without the part that the selected view shows."""
    review, listing = page_data.review, page_data.listing
    message = _status_message(page_data)
    return {
        "page_data": page_data,
        "review": review,
        "listing": listing,
        "revision": page_data.revision,
        "submission": page_data.submission,
        "view": view,
        "view_template": f"reviews/views/{view}.html",
        "breadcrumbs": [{"href": reverse("reviews:queue"), "label": _("Queue")}, {"label": listing.name}],
        "logo": _logo(page_data),
        "status_message": message,
        "is_late": message.is_late(page_data.now),
        "state": _state(page_data),
        "tabs": _tabs(page_data, view, threads=threads, findings=findings),
        "teams": _teams(page_data),
        "requests": request_links(listing, page_data.actor),
        "own_reviews": [row for row in _teams(page_data) if row["is_yours"]] if not page_data.may_act else [],
        "checklist": checklist_card(page_data),
        "why_closed": why_closed(review.close_reason),
        "how_to_test": how_to_test(page_data),
        "lane_line": lane_line(page_data),
        "can_comment": may_comment(page_data),
        **presence_context(page_data),
        **reading_context(page_data),
        **notes_context(page_data),
        **neighbours_context(page_data),
        "may_waive": page_data.actor.is_lead or page_data.actor.is_admin,
        **_claim_context(page_data),
        **_decision_context(page_data, threads),
    }


def _status_message(page_data: ReviewPage) -> StatusMessage:
    """The status of the listing; for reviewers whose team must decide, with the times of this review."""
    message, review = status_of([page_data.revision], to=page_data.actor)[page_data.revision.pk], page_data.review
    if not page_data.may_act or review.waiting_since is None:
        return message
    since = waits_since(review.waiting_since, page_data.revision)
    return replace(message, since=since, due_at=None if review.is_stopped else review.due_at)


def _decision_context(page_data: ReviewPage, threads: ReviewThreads) -> dict[str, object]:
    actor, exception = page_data.actor, page_data.exception
    buttons = decision_buttons(exception, actor) if exception else []
    return {
        "panel": decision_panel(page_data, threads) if page_data.may_act or actor.is_lead or buttons else None,
        "exception": exception,
        "exception_state": exception.state_at(page_data.now) if exception else "",
        "exception_buttons": buttons,
        "exception_field": f"{control_id(METHOD_FIELD)}-field",
    }


def _state(page_data: ReviewPage) -> ReviewState:
    review = page_data.review
    return review_state(review, page_data.decisions.get(review.pk), is_claimed=review.pk in page_data.claims)


def _logo(page_data: ReviewPage) -> Picture | None:
    reference = FileRef.from_json(page_data.documents["overview"].values.get("logo_light"))
    return small_picture(page_data.listing.pk, page_data.blobs.get(reference.sha256)) if reference else None


def _tabs(page_data: ReviewPage, view: str, *, threads: ReviewThreads, findings: ReviewFindings) -> list[Item]:
    labels = {
        "content": _("Content"),
        "changes": _("Changes"),
        "preview": _("Preview"),
        "findings": _("Findings"),
        "threads": _("Threads"),
        "history": _("History"),
        "files": _("Files"),
    }
    counts: dict[str, Item] = {
        "changes": {"count": len(page_data.changes) if page_data.base else ""},
        "findings": {"count": findings.total},
        "threads": threads_count(threads),
    }
    return [
        {
            "label": labels[name],
            "href": page_data.href(name),
            "is_current": name == view,
            **counts.get(name, {}),
        }
        for name in VIEWS
    ]


def threads_count(threads: ReviewThreads) -> Item:
    """The number of open threads in its tab, which changes when comments are sent or resolved."""
    is_blocked = any(thread.state is ShownThreadState.BLOCKING for thread in threads.all)
    return {"count": threads.open_count, "count_id": "threads-count", "count_style": "bad" if is_blocked else ""}


def _teams(page_data: ReviewPage) -> list[Item]:
    """The state of each required team's review."""
    return [
        {
            "label": Team(row.team).label,
            "state": review_state(row, page_data.decisions.get(row.pk), is_claimed=row.pk in page_data.claims),
            "href": reverse("reviews:review", args=[row.pk]),
            "is_this": row.pk == page_data.review.pk,
            "is_yours": page_data.actor.reviews_for(row.team),
            "due_at": None if row.is_stopped else row.due_at,
            "is_late": row.is_late(page_data.now),
        }
        for row in page_data.siblings
    ]


def _claim_context(page_data: ReviewPage) -> dict[str, object]:
    review, claim = page_data.review, page_data.claims.get(page_data.review.pk)
    claim_state = claim_status(review, claim, page_data.actor)
    is_open = page_data.may_act and review.closed_at is None
    is_assignable = claim is not None or claim_state.may_claim
    may_hand_over = is_open and (claim_state.is_mine or (_is_lead(page_data) and is_assignable))
    names = names_of(_recipients(page_data, claim)) if may_hand_over else {}
    return {
        "claim": claim_state,
        "claim_until": claim.ends_at if claim else None,
        "may_take_over": is_open and claim is not None and not claim_state.is_mine,
        "may_release_for_others": is_open and _is_lead(page_data),
        "colleagues": [
            {"value": str(pk), "label": name} for pk, name in sorted(names.items(), key=lambda item: item[1])
        ],
    }


def _recipients(page_data: ReviewPage, claim: Claim | None) -> list[UUID]:
    """The colleagues who can get the review: those who are neither away nor working on it already."""
    review, holder = page_data.review, claim.person_id if claim else None
    members = [person for person in outsiders(team_ids([review.team]), page_data.listing) if person != holder]
    day = local_day(calendar_of(review.team), page_data.now)
    away = set(absences_on(members, day).values_list("person_id", flat=True))
    return [person for person in members if person not in away]


def _is_lead(page_data: ReviewPage) -> bool:
    return page_data.actor.teams.get(page_data.review.team) is TeamRole.LEAD


def live_version_before(page_data: ReviewPage) -> str | None:
    """The version of the live tile that the submission would replace; None if it replaces no tile."""
    live = page_data.live
    if live is None:
        return None
    notes = documents_of_submission(live)["release_notes"].values.get("entries")
    return newest([str(row.get("version")) for row in rows_of(notes)], str) or ""


def submission_context(page_data: ReviewPage) -> dict[str, object]:
    """The template context that tells what the submission is, with the partner's note to reviewers."""
    version = live_version_before(page_data)
    note = page_data.documents["submission"].values.get("reviewer_note")
    return {
        "live_version": version,
        "first_view": "content" if version is None else "changes",
        "reviewer_note": note if isinstance(note, str) else "",
    }
