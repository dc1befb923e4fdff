import re

import pytest

from tests.tilekit.listing import listing
from tilekit.checks.field_locations import field_path_at, location_of_field

DASHBOARD = "assets/dashboards/acme_widget_overview.json"
FILES: dict[str, bytes | str | None] = {"assets/monitors/new.json": "{}", "images/other.png": b"x"}


@pytest.mark.parametrize(
    "file, pointer, line, path",
    [
        ("manifest.json", "/tile/title", None, "overview.title"),
        ("manifest.json", "/app_uuid", None, "basics.app_uuid"),
        ("manifest.json", "/tile/media", None, "overview.media"),
        ("manifest.json", "/tile/media/0/image_url", None, "overview.media[%].image"),
        ("manifest.json", "/tile/media/0", None, "overview.media[%]"),
        ("manifest.json", "/tile/media/7", None, "overview.media"),
        ("manifest.json", "/assets/dashboards/acme_widget_overview", None, "content.dashboards[%].short_name"),
        ("manifest.json", "/assets/dashboards/other", None, "content.dashboards"),
        ("manifest.json", "/tile/classifier_tags/0", None, "overview.categories"),
        ("manifest.json", "/tile/classifier_tags/2", None, "overview.supported_os"),
        ("manifest.json", "/tile/classifier_tags/4", None, "data.submitted_data_types"),
        ("manifest.json", "/tile/classifier_tags/3", None, ""),
        ("manifest.json", "/assets/integration/metrics/check", None, "data.metric_check"),
        ("manifest.json", "/owner", None, ""),
        ("README.md", "", 1, ""),
        ("README.md", "", 5, "overview.overview_md"),
        ("README.md", "", 13, "setup.setup_md"),
        ("README.md", "", 22, ""),
        ("README.md", "", 36, "support.support_md"),
        ("CHANGELOG.md", "", 3, "release_notes.entries[%].version"),
        ("CHANGELOG.md", "", 7, "release_notes.entries[%].added"),
        ("CHANGELOG.md", "", 1, "release_notes.entries"),
        ("metadata.csv", "", 2, "data.metadata_csv"),
        (DASHBOARD, "/title", None, "content.dashboards[%].file"),
        ("assets/monitors/new.json", "", 1, "content.monitors"),
        ("assets/logos/acme_widget.svg", "", None, "overview.logo_light"),
        ("images/other.png", "", None, ""),
    ],
)
def test_place_in_a_file_belongs_to_a_field(file: str, pointer: str, line: int | None, path: str) -> None:
    field_path = field_path_at(listing(files=FILES), file, (pointer, line))

    assert re.sub(r"\[[^\]]+\]", "[%]", field_path) == path


@pytest.mark.parametrize(
    "line, path",
    [(17, "setup.setup_md"), (18, "support.support_md"), (19, ""), (20, "setup.setup_md"), (21, "")],
)
def test_shared_link_definition_belongs_to_the_first_field_that_shows_it(line: int, path: str) -> None:
    readme = (
        "# Acme\n\n## Overview\n\nText.\n\n## Setup\n\nOpen [a][1], [b][3].\n\n## Data Collected\n\nSee [c][4].\n\n"
        "## Support\n[a][1] [d][2]\n"
        "[1]: http://a.example\n[2]: http://d.example\n[4]: http://c.example\n[3]: http://b.example\n[5]: http://e.example\n"
    )

    assert field_path_at(listing(readme=readme), "README.md", ("", line)) == path


@pytest.mark.parametrize(
    "path, place",
    [
        ("overview.title", ("manifest.json", "/tile/title", None)),
        ("overview.categories", ("manifest.json", "/tile/classifier_tags", None)),
        ("overview.media[0].caption", ("manifest.json", "/tile/media/0/caption", None)),
        ("overview.media[gone].caption", ("manifest.json", "/tile/media", None)),
        ("content.dashboards[0].short_name", ("manifest.json", "/assets/dashboards/acme_widget_overview", None)),
        ("setup.setup_md", ("README.md", "", 8)),
        ("release_notes.entries", ("CHANGELOG.md", "", None)),
        ("configuration.oauth_client_id", ("", "", None)),
        ("submission.attest_accuracy", ("", "", None)),
        ("overview", ("", "", None)),
    ],
)
def test_field_stands_in_the_folder(path: str, place: tuple[str, str, int | None]) -> None:
    assert location_of_field(listing(), path) == place


def test_field_of_the_oauth_client_stands_in_its_file() -> None:
    bundle = listing(files={"assets/oauth_clients.json": "{}"})

    place = ("assets/oauth_clients.json", "/integration/id", None)
    assert location_of_field(bundle, "configuration.oauth_client_id") == place


def test_field_of_a_listing_without_files_stands_nowhere() -> None:
    bundle = listing(files={"manifest.json": None, "README.md": None})

    assert location_of_field(bundle, "overview.title") == ("", "", None)
    assert location_of_field(bundle, "setup.setup_md") == ("", "", None)
