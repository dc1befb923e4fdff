"""Who may open and do what: every URL of the app for every role."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from common.actor import Actor, Role, TeamRole
from reviews.actions import add_staff_note
from reviews.models import ProductAccount, SavedFilter
from reviews.urls import urlpatterns
from tests.listings.scene import member, organisation, staff
from tests.reviews.scene import InReview, browser_of, in_review, join, reviewer_for, today
from tests.validation.scene import organisation_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
DOCS = "documentation"
ROLES: dict[str, Callable[[InReview], Actor]] = {
    "reviewer": lambda scene: scene.team(DOCS),
    "other team": lambda scene: scene.team("engineering"),
    "lead": lambda _scene: reviewer_for("ecosystems", role=TeamRole.LEAD),
    "admin": lambda _scene: staff(is_admin=True),
    "owner": lambda scene: scene.owner,
    "viewer": lambda scene: member(organisation_of(scene.owner), Role.VIEWER),
    "other partner": lambda _scene: member(organisation("Other"), Role.OWNER),
    "both": lambda scene: join(reviewer_for(DOCS), organisation_of(scene.owner), Role.OWNER),
}
# Status of a GET (pages) or a POST (verbs) by role; 303: it was done, 204: nothing to show, 409: right, but not now.
_PAGE = {"reviewer": 200, "other team": 200, "lead": 200, "admin": 200} | dict.fromkeys(
    ("owner", "viewer", "other partner", "both"), 404
)
_OWN = {"reviewer": 303, "other team": 403, "lead": 403, "admin": 403} | dict.fromkeys(
    ("owner", "viewer", "other partner", "both"), 404
)
_OF_STAFF = {**_PAGE, "owner": 403, "viewer": 403, "other partner": 403, "both": 200}
_NOT_OWN_FILTER = dict.fromkeys(("reviewer", "other team", "lead", "admin", "both"), 404)
# For leads of the team and admins.
_TEAM_TEXTS = {role: 200 if role == "admin" else 403 for role in ROLES}
MATRIX: dict[str, dict[str, int]] = {
    "queue": _OF_STAFF,
    # What is refused is said for each review.
    "claims-change": {**_OF_STAFF, **dict.fromkeys(("reviewer", "other team", "lead", "admin", "both"), 303)},
    "filter-list": _OF_STAFF,
    "filter-change": {**_OF_STAFF, **_NOT_OWN_FILTER},
    "filter-delete": {**_OF_STAFF, **_NOT_OWN_FILTER},
    "filter-take-over": {**_OF_STAFF, **_NOT_OWN_FILTER},
    "review": _PAGE,
    "review-see": {**_PAGE, "reviewer": 204, "other team": 204, "lead": 204, "admin": 204},
    "review-claim": _OWN,
    "review-release": _OWN,
    "review-hand-over": {**_OWN, "reviewer": 409},  # without a claim
    "review-take-over": _OWN,
    "account-show": {**_OWN, "reviewer": 409},  # without a claim
    "review-decide": _OWN,
    "review-act": {**_OWN, "reviewer": 403, "lead": 409, "admin": 409},  # not on hold
    "thread-open": _OWN,
    "finding-waive": {**_OWN, "reviewer": 403, "lead": 303, "admin": 303},
    "decision-retract": {**_OWN, **dict.fromkeys(("owner", "viewer", "other partner", "both"), 403)},
    "thread-reply": {
        "reviewer": 303, "other team": 303, "lead": 303, "admin": 303,
        "owner": 404, "viewer": 404, "other partner": 404, "both": 404,
    },
    "thread-resolve": {
        "reviewer": 303, "other team": 403, "lead": 303, "admin": 403,
        "owner": 303, "viewer": 403, "other partner": 404, "both": 303,
    },
    "thread-reopen": {
        "reviewer": 303, "other team": 403, "lead": 303, "admin": 403,
        "owner": 403, "viewer": 403, "other partner": 403, "both": 303,
    },
    "thread-block": {
        "reviewer": 303, "other team": 403, "lead": 303, "admin": 403,
        "owner": 403, "viewer": 403, "other partner": 403, "both": 403,
    },
    "thread-decline-suggestion": {
        "reviewer": 403, "other team": 403, "lead": 403, "admin": 403,
        "owner": 409, "viewer": 403, "other partner": 404, "both": 409,  # there is no suggestion
    },
    "thread-suggestion": {
        "reviewer": 403, "other team": 403, "lead": 403, "admin": 403,
        "owner": 302, "viewer": 302, "other partner": 404, "both": 302,  # there is no suggestion
    },
    "suggestions-apply": {
        "reviewer": 403, "other team": 403, "lead": 403, "admin": 403,
        "owner": 303, "viewer": 403, "other partner": 404, "both": 303,
    },
    "review-presence": _PAGE,
    "section-read": {role: 303 if status == 200 else status for role, status in _PAGE.items()},
    "note-add": {role: 303 if status == 200 else status for role, status in _PAGE.items()},
    "note-edit": _OWN,
    "note-delete": _OWN,
    "thread-apply-suggestion": {
        "reviewer": 403, "other team": 403, "lead": 403, "admin": 403,
        "owner": 409, "viewer": 403, "other partner": 404, "both": 409,  # the listing is in review
    },
    "canned-reply": _PAGE,
    "checklist-tick": _OWN,
    "texts-edit": _TEAM_TEXTS,
    "texts-history": _TEAM_TEXTS,
    "texts-restore": {role: 302 if status == 200 else status for role, status in _TEAM_TEXTS.items()},
    "submission-download": {**dict.fromkeys(ROLES, 200), "other partner": 404},
}  # fmt: skip
READ = {
    *("filter-list", "filter-delete", "review-presence", "thread-suggestion", "queue", "review", "submission-download"),
    *("texts-edit", "texts-history"),
}


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review(now=today())


def address(name: str, scene: InReview) -> tuple[str, dict[str, str]]:
    """The URL, and the data that a form of the page would send."""
    review = scene.review(DOCS)
    posted = {
        "submission": str(scene.submission.pk),
        "verdict": "approve",
        "code": "other",
        "reason": "Because",
        "body": "Words",
        "to": str(review.pk),
        "section": "overview",
        "send": "now",
    }
    if name in {"claims-change", "filter-list", "queue"}:
        return reverse(f"reviews:{name}"), {**posted, "change": "claim", "review": str(review.pk)}
    if name == "finding-waive":
        posted |= {"code": "MF-013", "fingerprint": "f" * 16}
    elsewhere = {
        "texts-edit": lambda: [DOCS, "checklist"],
        "texts-history": lambda: [DOCS, "checklist"],
        "texts-restore": lambda: [DOCS, "checklist", 0],
        "filter-change": lambda: [_filter().pk],
        "filter-delete": lambda: [_filter().pk],
        "filter-take-over": lambda: [_filter().pk],
        "submission-download": lambda: [scene.submission.pk],
        "decision-retract": lambda: [scene.approve(DOCS, now=today()).pk],
        "thread-reply": lambda: [review.pk, scene.comment(DOCS, now=today()).pk],
    }
    if name.startswith("thread-") and name not in {"thread-open", "thread-reply"}:
        return reverse(f"reviews:{name}", args=[scene.comment(DOCS, now=today()).pk]), posted
    if name in elsewhere:
        return reverse(f"reviews:{name}", args=elsewhere[name]()), posted
    more = {"review-act": lambda: "end-hold", "account-show": lambda: _account(scene).pk}
    more |= dict.fromkeys(("note-edit", "note-delete"), lambda: _note_id(scene))
    rest = [more[name]()] if name in more else []
    subject = scene.revision.listing_id if name == "suggestions-apply" else review.pk
    return reverse(f"reviews:{name}", args=[subject, *rest]), posted


def _note_id(scene: InReview) -> UUID:
    by, review_id = scene.team(DOCS), scene.review(DOCS).pk
    return add_staff_note(review_id=review_id, body="They renamed it", by=by, now=today()).pk


def _filter() -> SavedFilter:
    return SavedFilter.objects.create(person_id=reviewer_for(DOCS).id, name="Paid", created_at=today())


def _account(scene: InReview) -> ProductAccount:
    row = {"label": "Root", "sealed": "x", "changed_by_id": scene.owner.id, "changed_at": today()}
    return ProductAccount.objects.create(revision=scene.revision, **row)


@pytest.mark.parametrize("name", MATRIX)
def test_address_answers_each_role(scene: InReview, name: str) -> None:
    url, posted = address(name, scene)

    statuses = {}
    for role, person in ROLES.items():
        before = transaction.savepoint()  # each role starts with the same scene
        client = browser_of(person(scene))
        response = client.get(url) if name in READ else client.post(url, posted)
        statuses[role] = response.status_code
        transaction.savepoint_rollback(before)
        scene.reviewers.clear()

    assert statuses == MATRIX[name]


@pytest.mark.parametrize("name", MATRIX)
def test_address_leads_visitors_to_the_sign_in_page(scene: InReview, name: str) -> None:
    url, posted = address(name, scene)

    response = Client().get(url) if name in READ else Client().post(url, posted)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("name", [name for name in MATRIX if name not in READ and name != "thread-open"])
def test_verb_is_not_done_by_looking(scene: InReview, name: str) -> None:
    url, _posted = address(name, scene)

    assert browser_of(staff(is_admin=True)).get(url).status_code == 405


def test_every_address_is_in_the_matrix() -> None:
    """The contract test of access covers the others: requests, drafts of comments, the time of teams, the fast lane."""
    others = (
        *("absence", "appeal", "calendar", "comment-dispute", "draft", "exception", "fast-lane", "finding-drafts"),
        *("incident", "question", "requests"),
    )
    names = {pattern.name for pattern in urlpatterns if not pattern.name.startswith(others)}

    assert names == set(MATRIX)
    assert get_resolver().namespace_dict["reviews"]
