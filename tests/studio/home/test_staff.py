"""What waits for staff on Home."""

import pytest
from django.urls import reverse

from accounts.models import AgreementKind
from tests.accounts.factories import make_agreement
from tests.reviews.scene import browser_of, html_of, reviewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def test_admins_see_that_agreements_have_no_text() -> None:
    admin, reviewer = browser_of(reviewer_for(is_admin=True)), browser_of(reviewer_for("documentation"))
    make_agreement()
    page = html_of(admin, "/")

    missing = len(AgreementKind.values) - 1
    assert f"{missing} agreement" in page
    assert reverse("accounts:agreement-admin") in page
    assert "without accepting" not in html_of(reviewer, "/")

    for kind in set(AgreementKind) - {AgreementKind.PROGRAMME}:
        make_agreement(kind)
    assert "without accepting" not in html_of(admin, "/")
