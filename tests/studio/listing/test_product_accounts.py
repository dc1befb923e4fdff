"""The pages on which partners manage test accounts, and what reviewers see of them."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.actor import Role
from listings.page_urls import listing_home
from reviews.actions import AccountSecrets, add_account, claim_review, view_account
from reviews.models import ProductAccount
from tests.listings.scene import member
from tests.markup import compact
from tests.reviews.scene import DOCS, InReview, browser_of, html_of, in_review, today
from tests.validation.scene import organisation_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
CANARY = "canary-7f3a"
SECRETS = {"address": f"https://{CANARY}.example", "user_name": f"{CANARY}-user", "password": f"{CANARY}-pass"}
SECRETS |= {"note": f"{CANARY}-note"}


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review(now=today() - timedelta(days=1))


@pytest.fixture
def partner(scene: InReview) -> Client:
    return browser_of(scene.owner)


@pytest.fixture
def account(scene: InReview) -> ProductAccount:
    values = {"label": "Administrator", "secrets": AccountSecrets(**SECRETS)}
    return add_account(revision_key=scene.revision_id, by=scene.owner, now=today(), **values)


def url(scene: InReview, name: str = "test-accounts", *more: object) -> str:
    revision = scene.revision
    return reverse(f"studio:{name}", args=[revision.listing_id, revision.number, *more])


def claimed(scene: InReview) -> Client:
    claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=today())
    return browser_of(scene.team(DOCS))


def show_url(scene: InReview, account: ProductAccount) -> str:
    return reverse("reviews:account-show", args=[scene.review(DOCS).pk, account.pk])


def test_partner_adds_an_account_that_no_page_shows_again(scene: InReview, partner: Client) -> None:
    response = partner.post(url(scene), {"label": "Administrator", **SECRETS}, follow=True)

    pages = [response.content.decode(), html_of(partner, url(scene)), html_of(partner, url(scene, "step", "review"))]
    account = ProductAccount.objects.get()
    pages.append(html_of(partner, url(scene, "test-account-replace", account.pk)))
    assert ["Administrator" in page for page in pages] == [True] * 4
    assert [page for page in pages if CANARY in page] == []


def test_both_pages_of_the_listing_lead_to_the_accounts(scene: InReview, partner: Client) -> None:
    for page in (listing_home(scene.revision.listing_id), url(scene, "step", "review")):
        assert f'href="{url(scene)}"' in html_of(partner, page)


def test_refused_form_does_not_contain_the_password(scene: InReview, partner: Client, account: ProductAccount) -> None:
    response = partner.post(url(scene), {"label": account.label, **SECRETS})

    assert response.status_code == 422
    html = compact(response.content.decode())
    assert 'href="#id_label-field"' in html
    assert SECRETS["password"] not in html


def test_browsers_and_scripts_do_not_store_what_is_typed(scene: InReview, partner: Client) -> None:
    html = html_of(partner, url(scene))

    assert all(f'name="{name}"' in html for name in SECRETS)
    assert html.count('autocomplete="off"') >= 1 + len(SECRETS)
    assert [name for name in ("data-draft", "data-save-url", "autosave.js", "drafts.js") if name in html] == []


def test_account_is_replaced(scene: InReview, partner: Client, account: ProductAccount) -> None:
    partner.post(url(scene, "test-account-replace", account.pk), {"label": "Root", "password": "another"})

    review, by = scene.review(DOCS), scene.team(DOCS)
    claimed(scene)
    secrets = view_account(review_id=review.pk, account_id=account.pk, by=by, now=today())
    assert (secrets.password, secrets.user_name) == ("another", "")


def test_account_is_removed_after_a_confirmation(scene: InReview, partner: Client, account: ProductAccount) -> None:
    address = url(scene, "test-account-remove", account.pk)
    assert "Remove test account" in html_of(partner, address)

    page = partner.post(address, follow=True).content.decode()

    account.refresh_from_db()
    assert account.sealed == ""
    assert "Removed by the partner" in page
    assert partner.get(address).status_code == 404


def test_viewers_read_the_page_without_a_form(scene: InReview, account: ProductAccount) -> None:
    html = html_of(browser_of(member(organisation_of(scene.owner), Role.VIEWER)), url(scene))

    assert account.label in html
    assert 'name="password"' not in html


def test_form_is_hidden_after_approval(scene: InReview, partner: Client, account: ProductAccount) -> None:
    scene.approve_all(now=today())

    html = html_of(partner, url(scene))

    assert 'name="password"' not in html
    assert "As soon as no team can withdraw its approval" in html


def test_partner_sees_who_looked_at_an_account(scene: InReview, partner: Client, account: ProductAccount) -> None:
    assert "Nobody has looked at the values yet." in html_of(partner, url(scene))

    claimed(scene).post(show_url(scene, account))

    assert "Documentation · Documentation" in html_of(partner, url(scene))


def test_reviewer_with_the_claim_shows_an_account(scene: InReview, account: ProductAccount) -> None:
    docs, review_url = claimed(scene), f"/reviews/{scene.review(DOCS).pk}/"
    page = html_of(docs, review_url)
    assert account.label in page
    assert CANARY not in page

    for headers in ({}, {"HX-Request": "true"}):
        response = docs.post(show_url(scene, account), headers=headers)
        html = response.content.decode()
        assert response.headers["Cache-Control"] == "no-store"
        assert [value for value in SECRETS.values() if value not in html] == []
        assert response.headers.get("Refresh") == (None if headers else f"60; url={review_url}")


def test_other_staff_read_who_can_show_the_account(scene: InReview, account: ProductAccount) -> None:
    page, action = f"/reviews/{scene.review(DOCS).pk}/", f'action="{show_url(scene, account)}"'
    texts = {DOCS: "claim this review", "engineering": "Only reviewers who have claimed"}
    for team, text in texts.items():
        html = html_of(browser_of(scene.team(team)), page)
        assert text in html
        assert action not in html


def test_reviewer_shows_an_account_from_the_page_of_another_team(scene: InReview, account: ProductAccount) -> None:
    docs = claimed(scene)

    html = html_of(docs, f"/reviews/{scene.review('engineering').pk}/")

    assert f'action="{show_url(scene, account)}"' in html


def test_staff_read_the_steps_and_the_sample_data(scene: InReview) -> None:
    scene.send_back(now=timezone.now())
    steps = {"test_steps": "Open the queues.", "test_data": "Three queues."}
    scene.edit("submission", now=timezone.now(), **steps)
    scene.resubmit(now=timezone.now())

    html = html_of(browser_of(scene.team("engineering")), f"/reviews/{scene.review('engineering').pk}/")

    assert [text for text in steps.values() if text not in html] == []


def test_history_of_the_review_has_each_view(scene: InReview, account: ProductAccount) -> None:
    docs = claimed(scene)
    docs.post(show_url(scene, account))

    assert "Test account viewed" in html_of(docs, f"/reviews/{scene.review(DOCS).pk}/?view=history")


def stored_rows() -> str:
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 names of tables
            rows += [table, *map(str, cursor.fetchall())]
    return "\n".join(rows)


def test_values_are_in_no_row_log_or_file(
    scene: InReview, partner: Client, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Sessions, jobs, notices, webhooks, the audit log and everything else that the portal stores."""
    caplog.set_level(logging.DEBUG)
    typed = {"label": "Administrator", **SECRETS}
    assert [partner.post(url(scene), typed).status_code for _ in range(2)] == [302, 422]
    docs, account = claimed(scene), ProductAccount.objects.get()
    assert SECRETS["password"] in docs.post(show_url(scene, account)).content.decode()
    partner.post(url(scene, "test-account-replace", account.pk), typed)
    partner.post(url(scene, "test-account-replace", account.pk), {**typed, "label": "\u202e"})
    scene.send_back(now=today())
    scene.resubmit(now=today())

    rows = stored_rows()
    assert "Administrator" in rows
    assert "product-account.replace" in rows
    assert CANARY not in rows
    assert CANARY not in caplog.text
    assert [path for path in data_dir.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()] == []
