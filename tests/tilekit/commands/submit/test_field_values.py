"""Values from options and the settings file: which fields they may set, and how they are read."""

from pathlib import Path

import pytest

from tilekit.commands.config import Config
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.field_values import submit_settings


def settings(*assignments: str, **table: object) -> object:
    return submit_settings(Config(folder=Path(), submit=table), confirm=(), assignments=assignments)


def test_options_win_over_the_file() -> None:
    values = submit_settings(
        Config(
            folder=Path(),
            submit={
                "confirm": ["submission.attest_accuracy"],
                "values": {"support": {"maintainer_email": "a@acme.example", "support_url": "https://acme.example"}},
            },
        ),
        confirm=("all",),
        assignments=["support.maintainer_email = b@acme.example"],
    )

    assert values.confirm == ("submission.attest_accuracy", "all")
    assert values.values == {"support": {"maintainer_email": "b@acme.example", "support_url": "https://acme.example"}}
    assert values.paths == {"support.maintainer_email", "support.support_url"}


def test_values_have_the_type_of_their_field() -> None:
    values = submit_settings(
        Config(folder=Path()),
        confirm=(),
        assignments=["data.custom_tags_supported=true", "data.other_queried_data=events, incidents"],
    )
    assert values.values["data"] == {
        "custom_tags_supported": True,
        "other_queried_data": ["events", "incidents"],
    }


@pytest.mark.parametrize(
    "assignment, reason",
    [
        ("support.maintainer_email", "SECTION.FIELD=VALUE"),
        ("support.maintainer_mail=a", "Did you mean support.maintainer_email?"),
        ("nowhere.nothing_like_this=a", "There is no field"),
        ("overview.title=a", "can't be set here"),
        ("configuration.oauth_client_secret=a", "can't be set here"),
        ("legal.agreement_marketplace=true", "can't be set here"),
        ("data.custom_tags_supported=yes", "true or false"),
    ],
)
def test_a_wrong_assignment_is_refused(assignment: str, reason: str) -> None:
    with pytest.raises(UsageError) as error:
        settings(assignment)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    "table",
    [
        {"value": {}},
        {"values": {"support.maintainer_email": "a"}},
        {"values": []},
        {"values": {"overview": {"title": "a"}}},
        {"confirm": 1},
        {"confirm": [""]},
        {"confirm": ["submission.attest"]},
    ],
)
def test_a_wrong_table_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        settings(**table)
