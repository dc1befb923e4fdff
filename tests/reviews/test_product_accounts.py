"""Test accounts: stored encrypted, changed by people who edit the listing, shown to the reviewer with the claim."""

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from common.actor import SYSTEM, Actor, ActorKind, Role, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible, SlipwayError
from reviews.actions import (
    AccountSecrets,
    add_account,
    claim_review,
    release_review,
    remove_account,
    replace_account,
    view_account,
)
from reviews.actions.product_accounts import MAX_ACCOUNTS
from reviews.errors import AccountLabelTaken, AccountUnreadable
from reviews.models import ProductAccount, Review
from reviews.queries.product_accounts import account_views
from tests.listings.scene import NOW, member, organisation, staff
from tests.reviews.accounts import SECRETS, give, is_erased
from tests.reviews.scene import DOCS, InReview, after, copies_of, in_review, join, reviewer_for
from tests.validation.scene import organisation_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


@pytest.fixture
def account(scene: InReview) -> ProductAccount:
    return give(scene)


def view(scene: InReview, account: ProductAccount, *, team: str = DOCS, by: Actor | None = None) -> AccountSecrets:
    reader = by or scene.team(team)
    return view_account(review_id=scene.review(team).pk, account_id=account.pk, by=reader, now=NOW)


def claim(scene: InReview, team: str = DOCS) -> None:
    claim_review(review_id=scene.review(team).pk, by=scene.team(team), now=NOW)


def test_database_contains_no_secret(account: ProductAccount) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reviews_productaccount")
        stored = str(cursor.fetchall())

    assert account.label in stored
    assert [value for value in SECRETS.__struct_fields__ if getattr(SECRETS, value) in stored] == []


def test_secrets_are_not_in_the_repr_that_errors_and_logs_show() -> None:
    assert repr(SECRETS) == "AccountSecrets(...)"


def test_values_of_one_account_cannot_be_read_as_those_of_another(scene: InReview, account: ProductAccount) -> None:
    claim(scene)
    other = give(scene, "Reader")
    ProductAccount.objects.filter(pk=other.pk).update(sealed=account.sealed)

    with pytest.raises(AccountUnreadable):
        view(scene, other)


def test_values_stay_readable_after_the_key_was_replaced(
    scene: InReview, account: ProductAccount, settings: pytest.FixtureRequest
) -> None:
    claim(scene)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60
    assert view(scene, account) == SECRETS

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(AccountUnreadable):
        view(scene, account)


@pytest.mark.parametrize(
    "columns",
    [{"sealed": ""}, {"erased_at": NOW}, {"erased_at": NOW, "erase_reason": "removed"}, {"erase_reason": "removed"}],
)
def test_row_is_either_sealed_or_erased(account: ProductAccount, columns: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="erased_or_sealed"), transaction.atomic():
        ProductAccount.objects.filter(pk=account.pk).update(**columns)


# Who may change the accounts of a listing, and the error for everybody else.
WRITERS = {
    "owner": (lambda scene: scene.owner, None),
    "editor": (lambda scene: member(organisation_of(scene.owner)), None),
    "viewer": (lambda scene: member(organisation_of(scene.owner), Role.VIEWER), NotAllowed),
    "application": (lambda scene: application_of(scene.owner), NotAllowed),
    "other partner": (lambda _scene: member(organisation("Other"), Role.OWNER), NotFound),
    "reviewer": (lambda scene: scene.team(DOCS), NotFound),
    "admin": (lambda _scene: staff(is_admin=True), NotFound),
}


def application_of(owner: Actor) -> Actor:
    return Actor(kind=ActorKind.APPLICATION, id=owner.id, organisations=owner.organisations)


@pytest.mark.parametrize("role", WRITERS)
def test_people_who_edit_the_listing_change_its_accounts(scene: InReview, account: ProductAccount, role: str) -> None:
    person, refusal = WRITERS[role]
    key = {"revision_key": scene.revision_id, "by": person(scene), "now": NOW}
    new = {"label": "Reader", "secrets": SECRETS}
    for act in (
        lambda: add_account(**key, **new),
        lambda: replace_account(**key, account_id=account.pk, label="Root", secrets=SECRETS),
        lambda: remove_account(**key, account_id=account.pk),
    ):
        if refusal:
            with pytest.raises(refusal):
                act()
        else:
            act()

    assert ProductAccount.objects.filter(label="Reader").exists() == (refusal is None)
    assert is_erased(account) == (refusal is None)


# Who may see the values, after Documentation's reviewer has claimed the review, and the error for everybody else.
READERS = {
    "claimant": (lambda scene: scene.team(DOCS), None),
    "colleague": (lambda _scene: reviewer_for(DOCS), NotPossible),
    "lead of the team": (lambda _scene: reviewer_for(DOCS, role=TeamRole.LEAD), NotPossible),
    "other team": (lambda scene: scene.team("engineering"), NotAllowed),
    "admin": (lambda _scene: staff(is_admin=True), NotAllowed),
    "owner": (lambda scene: scene.owner, NotFound),
    "colleague of the partner": (lambda scene: join(reviewer_for(DOCS), organisation_of(scene.owner)), NotAllowed),
    "system": (lambda _scene: SYSTEM, NotFound),
}


@pytest.mark.parametrize("role", READERS)
def test_only_the_reviewer_with_the_claim_sees_the_values(scene: InReview, account: ProductAccount, role: str) -> None:
    claim(scene)
    person, refusal = READERS[role]
    if refusal is None:
        assert view(scene, account, by=person(scene)) == SECRETS
        return

    with pytest.raises(refusal):
        view(scene, account, by=person(scene))
    assert not Event.objects.filter(verb="product-account.view").exists()


def test_values_are_hidden_once_the_claim_or_the_review_ends(scene: InReview, account: ProductAccount) -> None:
    claim(scene)
    review, by = scene.review(DOCS), scene.team(DOCS)
    with pytest.raises(NotPossible):
        view_account(review_id=review.pk, account_id=account.pk, by=by, now=after(days=1, minutes=1))

    release_review(review_id=review.pk, by=by, now=NOW)
    with pytest.raises(NotPossible):
        view(scene, account)


def test_account_of_another_revision_is_not_found(scene: InReview, account: ProductAccount) -> None:
    (copy,) = copies_of(scene, ["Another Widget"])
    review, by = Review.objects.get(revision=copy, team=DOCS), scene.team(DOCS)
    claim_review(review_id=review.pk, by=by, now=NOW)

    with pytest.raises(NotFound):
        view_account(review_id=review.pk, account_id=account.pk, by=by, now=NOW)


def test_every_view_is_an_event_that_the_partner_sees(scene: InReview, account: ProductAccount) -> None:
    claim(scene)
    view(scene, account)
    view(scene, account)

    events = Event.objects.filter(verb="product-account.view")
    assert {event.actor_id for event in events} == {scene.team(DOCS).id}
    assert events[0].object_ids["review"] == str(scene.review(DOCS).pk)
    views = account_views(scene.revision)[account.pk]
    assert [(view.by, view.team, view.at) for view in views] == [("Documentation", "Documentation", NOW)] * 2


def test_view_is_not_shown_if_its_event_cannot_be_recorded(
    scene: InReview, account: ProductAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim(scene)

    def fail(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reviews.actions.product_accounts.record_event", fail)
    with pytest.raises(KeyboardInterrupt):
        view(scene, account)


@pytest.mark.parametrize(
    "values, error",
    [
        ({"label": "Administrator"}, AccountLabelTaken),
        ({"label": "Empty", "secrets": AccountSecrets()}, NotPossible),
        ({"label": "Hidden\u202e"}, SlipwayError),
    ],
)
def test_unusable_account_is_refused(
    scene: InReview, account: ProductAccount, values: dict[str, object], error: type[SlipwayError]
) -> None:
    with pytest.raises(error):
        give(scene, **values)  # type: ignore[arg-type]


def test_number_of_accounts_is_limited(scene: InReview, account: ProductAccount) -> None:
    for number in range(MAX_ACCOUNTS - 1):
        give(scene, f"Account {number}")

    with pytest.raises(NotPossible):
        give(scene, "One more")
    remove_account(revision_key=scene.revision_id, account_id=account.pk, by=scene.owner, now=NOW)
    assert give(scene, "Administrator").label == account.label
