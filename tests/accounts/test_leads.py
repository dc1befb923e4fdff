"""What leads read about organisations and teams, which admins change."""

import pytest
from django.test import Client

from accounts.models import Team
from common.actor import TeamRole
from tests.accounts.factories import make_member, make_organisation, make_reviewer
from tests.vendors import make_alias

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def test_lead_reads_organisations_without_changing_them(client: Client) -> None:
    organisation = make_organisation()
    make_alias(organisation, "Mistral Gate")
    member = make_member(organisation)
    client.force_login(make_reviewer(role=TeamRole.LEAD))

    overview = client.get("/organisations/", {"q": "mistral"}).content.decode()
    page = client.get("/organisations/northquay/").content.decode()

    assert 'href="/organisations/northquay/"' in overview
    assert all(text in page for text in (member.email, organisation.vendor_id, "Mistral Gate"))
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert "<form" not in main
    assert "/suspend/" not in main
    assert "/aliases/" not in overview + main  # only admins and members may open requests for aliases
    answers = [client.post(f"/organisations/northquay/{path}", {"reason": "No"}) for path in ("", "suspend/")]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_lead_reads_the_members_of_own_teams(client: Client) -> None:
    colleague, other = make_reviewer(), make_reviewer(Team.DOCUMENTATION)
    client.force_login(make_reviewer(role=TeamRole.LEAD))

    page = client.get("/teams/").content.decode()

    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert colleague.email in main
    assert other.email not in main
    assert "<form" not in main
    assert client.post("/teams/members/", {"team": "engineering"}).status_code == 403
    assert client.post(f"/teams/engineering/members/{colleague.pk}/remove/").status_code == 403
