"""A folder is read whatever is missing or broken in it."""

import json
from pathlib import Path

from tests.shared import SMALL, bundle_of_folder
from tilekit.bundle import Files
from tilekit.core.kind import Route
from tilekit.scaffold.bundles import bundle_of_package
from tilekit.scaffold.read import Package, package_of_files, read_folder
from tilekit.sections import SECTIONS


def _package(**files: object) -> Package:
    contents = {path: data if isinstance(data, bytes) else json.dumps(data).encode() for path, data in files.items()}
    return package_of_files(Files.of({path.replace("__", "/"): data for path, data in contents.items()}), "acme")


def test_listing_is_read_into_its_sections() -> None:
    package = read_folder(SMALL / "vercel")

    values = {key: document.values for key, document in package.documents.items()}
    assert set(values) == {section.key for section in SECTIONS}
    assert package.basics.name == "Vercel"
    assert package.folder == "vercel"
    assert values["overview"]["title"] == "Vercel"
    assert str(values["setup"]["setup_md"]).startswith("The Datadog integration for Vercel is")
    logs = values["data"]["log_pipeline_yaml"]
    assert isinstance(logs, dict)
    pipeline = SMALL / "vercel" / "assets" / "logs" / "vercel.yaml"
    assert (logs["name"], logs["size"]) == ("assets/logs/vercel.yaml", pipeline.stat().st_size)
    assert package.base.keys() == {"manifest.json", "README.md", "CHANGELOG.md"}
    assert "images/logo-square-black.png" in package.carried


def test_empty_folder_is_a_listing_without_anything(tmp_path: Path) -> None:
    package = read_folder(tmp_path)

    assert dict(bundle_of_package(package).files) == {}
    assert all(not document.values for document in package.documents.values())
    assert bundle_of_folder(tmp_path).basics.name == tmp_path.name


def test_broken_manifest_is_kept_for_the_checks() -> None:
    package = _package(**{"manifest.json": b'{"tile": ', "metadata.csv": b"metric_name\n", "README.md": b"\xff\xfe"})

    assert dict(bundle_of_package(package).files) == {
        "manifest.json": b'{"tile": ', "metadata.csv": b"metric_name\n", "README.md": b"\xff\xfe"
    }  # fmt: skip
    assert package.carried == ("metadata.csv",)


def test_file_that_the_manifest_names_but_the_folder_lacks_stays_named() -> None:
    manifest = {"tile": {"media": [{"image_url": "images/gone.png"}]}, "assets": {"dashboards": {"a": "x.json"}}}
    package = _package(**{"manifest.json": manifest})

    assert package.documents["overview"].values["media"][0]["image"] == {"name": "images/gone.png"}  # type: ignore[index,call-overload]
    assert json.loads(bundle_of_package(package).files["manifest.json"]) == manifest


def test_file_in_the_top_folder_that_the_manifest_names_keeps_its_name() -> None:
    manifest = {"tile": {"media": [{"image_url": "shot.png"}]}}
    package = _package(**{"manifest.json": manifest, "shot.png": b"png"})

    assert set(bundle_of_package(package).files) == {"manifest.json", "shot.png"}


def test_broken_oauth_file_is_kept() -> None:
    package = _package(
        **{"manifest.json": {"assets": {"oauth": "assets/oauth_clients.json"}}, "assets__oauth_clients.json": b"{"}
    )

    assert package.base["assets/oauth_clients.json"] == b"{"
    assert bundle_of_package(package).files["assets/oauth_clients.json"] == b"{"


def test_paid_listing_is_on_the_marketplace() -> None:
    assert _package(**{"manifest.json": {"pricing": [{"unit_price": 5}]}}).basics.route == Route.MARKETPLACE
    assert _package(**{"manifest.json": {"pricing": []}}).basics.route == Route.INTEGRATIONS


def test_configuration_method_is_read_from_the_assets() -> None:
    spec = {"integration": {"configuration": {"spec": "assets/configuration/spec.yaml"}}}
    client = {"integration": {"name": "Acme"}}
    kinds = [
        _package(**{"manifest.json": {"assets": {}}}),
        _package(**{"manifest.json": {"assets": spec}}),
        _package(**{"manifest.json": {"assets": {"oauth": "c.json"}}, "c.json": client}),
        _package(**{"manifest.json": {"assets": {"integration": {}}}}),
        _package(**{"manifest.json": {}}),
    ]

    code_types = [package.documents["configuration"].values.get("code_type") for package in kinds]

    assert code_types == ["tile_only", "agent", "api_oauth", None, None]


def test_logos_logs_rules_and_wheel_are_found_by_their_place() -> None:
    package = _package(
        **{
            "manifest.json": {"app_id": "dark-acme"},
            "assets__logos__dark-acme.svg": b"light",
            "assets__logos__wordmark_dark.svg": b"dark",
            "assets__logos__icon_light.svg": b"icon",
            "assets__logs__other.yaml": b"1",
            "assets__logs__dark-acme.yaml": b"2",
            "assets__logs__other_tests.yaml": b"3",
            "assets__security__rule-a.json": b"{}",
            "dist__datadog_acme-1.0.0-py3-none-any.whl": b"wheel",
        }
    )

    overview, data = package.documents["overview"].values, package.documents["data"].values
    names = {
        name: value["name"]
        for name, value in {**overview, **data, **package.documents["configuration"].values}.items()
        if isinstance(value, dict)
    }
    assert names == {
        "logo_light": "assets/logos/dark-acme.svg",
        "logo_dark": "assets/logos/wordmark_dark.svg",
        "log_pipeline_yaml": "assets/logs/dark-acme.yaml",
        "log_tests_yaml": "assets/logs/other_tests.yaml",
        "wheel": "dist/datadog_acme-1.0.0-py3-none-any.whl",
    }
    rules = package.documents["content"].values["detection_rules"]
    assert isinstance(rules, list)
    assert [rule["short_name"] for rule in rules if isinstance(rule, dict)] == ["rule-a"]
    assert package.carried == ("assets/logos/icon_light.svg", "assets/logs/other.yaml")


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "linked").symlink_to(outside)
    (folder / "images.png").symlink_to(outside / "secret.txt")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")

    assert list(bundle_of_folder(folder).files) == []
