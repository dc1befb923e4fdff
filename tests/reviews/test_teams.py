"""Which team is required when: a literal copy of the lifecycle's table."""

from collections.abc import Mapping

import pytest

from accounts.models import Team
from reviews.teams import REMITS, digests_read, documents_read, is_read_by, required_teams
from tests.reviews.scene import in_review
from tilekit.core.field import Json

ENGINEERING, DESIGN, DOCS = "engineering", "product_design", "documentation"
ECOSYSTEMS, COMMERCIAL, SECURITY = "ecosystems", "commercial", "security_content"
Documents = dict[str, dict[str, Json]]


def file(name: str, content: str = "0") -> dict[str, Json]:
    return {"key": "", "name": name, "sha256": content * 64, "size": 1}


INTEGRATION: Documents = {
    "overview": {
        "title": "Acme",
        "short_description": "Queues",
        "overview_md": "Text",
        "integration_id": "acme",
        "source_type_name": "Acme",
        "logo_light": file("logo.svg"),
        "media": [{"key": "m", "caption": "A dashboard", "image": file("a.png")}],
    },
    "configuration": {"code_type": "api_oauth", "oauth_scopes": ["metrics_read"]},
    "setup": {"setup_md": "Steps", "uninstall_md": "Steps"},
    "data": {
        "submitted_data_types": ["Metrics"],
        "metric_prefix": "acme.",
        "metric_check": ["acme.up"],
        "metadata_csv": file("metadata.csv"),
    },
    "content": {
        "dashboards": [{"key": "d", "short_name": "acme", "file": file("d.json")}],
        "monitors": [{"key": "w", "short_name": "acme_w", "file": file("w.json")}],
    },
    "support": {"support_md": "Write to us", "support_email": "a@acme.example"},
    "release_notes": {"entries": [{"key": "r", "version": "1.0.0", "added": ["Everything"]}]},
}
MARKETPLACE: Documents = {**INTEGRATION, "pricing": {"unit_price": "5"}, "legal": {"eula": file("eula.pdf")}}
SIEM: Documents = {
    **INTEGRATION,
    "content": {**INTEGRATION["content"], "detection_rules": [{"key": "s", "file": file("s.json")}]},
}
SERVICE: Documents = {
    key: MARKETPLACE[key] for key in ("overview", "setup", "pricing", "legal", "support", "release_notes")
}


def carousel(caption: str, picture: str) -> list[dict[str, Json]]:
    return [{"key": "m", "caption": caption, "image": file(picture)}]


def changed(documents: Documents, section: str, **fields: Json) -> Documents:
    return {**documents, section: {**documents.get(section, {}), **fields}}


@pytest.mark.parametrize(
    "documents, teams",
    [
        (INTEGRATION, (ENGINEERING, DESIGN, DOCS, ECOSYSTEMS)),
        (MARKETPLACE, (ENGINEERING, DESIGN, DOCS, ECOSYSTEMS, COMMERCIAL)),
        (SIEM, (ENGINEERING, DESIGN, DOCS, ECOSYSTEMS, SECURITY)),
        (SERVICE, (DESIGN, DOCS, ECOSYSTEMS, COMMERCIAL)),
        ({}, (DOCS, ECOSYSTEMS)),
    ],
    ids=["integration", "marketplace", "siem", "service", "empty"],
)
def test_first_submission_asks_for(documents: Documents, teams: tuple[str, ...]) -> None:
    assert required_teams(documents, None) == teams


@pytest.mark.parametrize(
    "update, teams",
    [
        (INTEGRATION, ()),
        (changed(INTEGRATION, "overview", overview_md="New text"), (DESIGN, DOCS)),
        (changed(INTEGRATION, "overview", title="Acme Two"), (DESIGN, DOCS)),
        (changed(INTEGRATION, "overview", logo_light=file("logo.svg", "1")), (DESIGN,)),
        (changed(INTEGRATION, "overview", media=carousel("Other", "a.png")), (DESIGN, DOCS)),
        (changed(INTEGRATION, "overview", media=carousel("A dashboard", "b.png")), (DESIGN,)),
        (changed(INTEGRATION, "overview", integration_id="acme-two"), (DESIGN, ECOSYSTEMS)),
        (changed(INTEGRATION, "configuration", oauth_scopes=["metrics_read", "logs_read"]), (ENGINEERING, ECOSYSTEMS)),
        (changed(INTEGRATION, "configuration", oauth_client_name="Acme"), (ENGINEERING,)),
        (changed(INTEGRATION, "setup", setup_md="Other steps"), (DOCS,)),
        (changed(INTEGRATION, "data", metadata_csv=file("metadata.csv", "1")), (ENGINEERING,)),
        (changed(INTEGRATION, "data", submitted_data_types=["Metrics", "Logs"]), (ENGINEERING, ECOSYSTEMS)),
        (changed(INTEGRATION, "content", monitors=[]), (DESIGN,)),
        (changed(INTEGRATION, "support", support_email="b@acme.example"), (DOCS,)),
        (changed(INTEGRATION, "release_notes", entries=[]), (DOCS,)),
        (SIEM, (SECURITY,)),
        (changed(INTEGRATION, "submission", reviewer_note="Hello"), ()),
    ],
)  # fmt: skip
def test_update_asks_for_the_teams_of_what_changed(update: Documents, teams: tuple[str, ...]) -> None:
    assert required_teams(update, INTEGRATION) == teams


def test_commercial_is_asked_when_a_price_changes() -> None:
    assert required_teams(changed(MARKETPLACE, "pricing", unit_price="6"), MARKETPLACE) == (COMMERCIAL,)


def test_every_team_has_a_row() -> None:
    assert [remit.team for remit in REMITS] == list(Team)


def test_row_keys_and_order_of_fields_do_not_change_what_is_read() -> None:
    media = [{"image": file("a.png"), "caption": "A dashboard", "key": "another"}]
    again = changed(INTEGRATION, "overview", media=media)

    assert digests_read(DOCS, again) == digests_read(DOCS, INTEGRATION)
    assert digests_read(ECOSYSTEMS, again) == digests_read(ECOSYSTEMS, INTEGRATION)


@pytest.mark.parametrize(
    "team, path, expected",
    [
        (DOCS, "overview.media[m].caption", True),
        (DOCS, "overview.media[m].image", False),
        (DOCS, "setup.setup_md", True),
        (DOCS, "setup", True),
        (DESIGN, "overview.title", True),
        (DESIGN, "content.detection_rules", False),
        (SECURITY, "content.detection_rules[s].file", True),
        (ENGINEERING, "data", True),
        (ENGINEERING, "database", False),
    ],
)
def test_is_read_by_knows_the_team_of_a_place(team: str, path: str, *, expected: bool) -> None:
    assert is_read_by(team, path) is expected


@pytest.mark.django_db
def test_documents_read_leave_out_what_is_not_asked_and_empty() -> None:
    submission = in_review().submission
    submission.documents = {
        **submission.documents,
        "configuration": {**submission.documents["configuration"], "wheel": file("old.whl"), "ga_attested": False},
    }

    read: Mapping[str, Mapping[str, Json]] = documents_read(submission)

    assert "pricing" not in read  # not on this route
    assert "wheel" not in read["configuration"]  # of another code type, chosen before
    assert "ga_attested" not in read["configuration"]  # nobody ticked it
    assert read["overview"]["title"] == "Acme Widget"
