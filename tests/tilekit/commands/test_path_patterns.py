"""Patterns of per-file-ignores: what they match, and which are refused."""

from pathlib import Path

import pytest

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.path_patterns import PathPattern

BOARD = "integrations/acme/assets/dashboards/acme.json"
FOLDER = Path("/srv/repository")


def is_match(text: str, path: str = BOARD) -> bool:
    return PathPattern(text, FOLDER).matches(path, path.removeprefix("integrations/acme/"))


@pytest.mark.parametrize(
    "text",
    [
        "acme.json",  # a bare name, at any depth
        "*.json",
        "acme",  # its folder
        "dashboards",
        "dashboards/",
        "assets/dashboards/*",  # from the folder of the listing
        "./assets/dashboards/acme.json",
        "assets/dashboards/**",
        "integrations/acme/assets",  # from the folder of the settings
        "integrations/*/assets/*",
        "integrations/acme/",
        "/integrations/acme/",
        r"integrations\acme\assets\*",
        "integrations//acme/./assets",
        "**/acme.json",
        "**/integrations/acme/assets/dashboards/acme.json",  # not a folder
        "integrations/**/acme/assets/dashboards/**/acme.json",
        "integrations/**/*.json",
        "**",
        "*",
        "*.{md,json}",
        "assets/{monitors,dash*}/*.json",
        "acm[a-f].json",
        "acm[!x].json",
        "!README.md",
        " acme.json ",
        "/srv/repository/integrations/acme/assets/dashboards/acme.json",
        "/srv/repository/integrations/*/assets",
        "/srv/repository",
    ],
)
def test_pattern_matches(text: str) -> None:
    assert is_match(text)


@pytest.mark.parametrize(
    "text",
    [
        "json",
        "monitors/",
        "/acme.json",
        "./acme.json",
        "/assets/dashboards/acme.json",
        "**/cme.json",
        "assets/dashboards/acme.jso",
        "!*.json",
        "*.{md,csv}",
        "ACME.json",
        "acme,json",
    ],
)
def test_pattern_does_not_match(text: str) -> None:
    assert not is_match(text)


def test_folder_of_the_listing_stands_for_what_is_in_no_file() -> None:
    assert is_match("integrations/acme", "integrations/acme")
    assert not is_match("*.json", "integrations/acme")


@pytest.mark.parametrize("text", ["", " ", "/", ".", "./", "!", "\\"])
def test_pattern_that_names_no_file_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="The pattern matches no file"):
        PathPattern(text, FOLDER)


@pytest.mark.parametrize("text", ["/tmp/other/*", "/tmp", r"C:\repository\acme", "!/tmp/x"])
def test_pattern_outside_the_folder_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="The pattern is outside /srv/repository"):
        PathPattern(text, FOLDER)


@pytest.mark.parametrize("text", ["*.{md", "a}b", "}a{"])
def test_unmatched_brace_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="brace"):
        PathPattern(text, FOLDER)
