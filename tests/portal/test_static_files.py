"""Static files of the release and of others in the same data folder."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from pytest_django import Settings

from portal.management.commands import prepare
from portal.middleware import StaticFilesMiddleware

OLD, NEW = "/static/css/page.aaaaaaaaaaaa.css", "/static/css/page.bbbbbbbbbbbb.css"


def refuse(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=404)


def collect(folder: Path, url: str) -> None:
    path = folder / url.removeprefix("/static/")
    path.parent.mkdir(parents=True)
    path.write_text(folder.name)


def read(middleware: StaticFilesMiddleware, url: str) -> tuple[int, str]:
    response: HttpResponseBase = middleware(RequestFactory().get(url))
    with closing(response):
        return response.status_code, b"".join(response).decode()


@pytest.fixture
def middleware(tmp_path: Path, settings: Settings) -> StaticFilesMiddleware:
    settings.DEBUG, settings.STATIC_ROOT = False, tmp_path / "static-1.1.0"
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data_dir=tmp_path)
    collect(settings.STATIC_ROOT, NEW)
    return StaticFilesMiddleware(refuse)


@pytest.mark.parametrize("folder", ["static", "static-1.0.9", "static-1.2.0"])
def test_web_also_serves_files_that_another_release_has_collected(
    middleware: StaticFilesMiddleware, tmp_path: Path, folder: str
) -> None:
    """Also if it was collected after this process has started."""
    assert read(middleware, OLD) == (404, "")
    collect(tmp_path / folder, OLD)

    assert read(middleware, OLD) == (200, folder)
    assert read(middleware, NEW) == (200, "static-1.1.0")


@pytest.mark.parametrize("url", ["/static/../secret", "/static//secret", "/static/css/../../secret", "/static/css"])
def test_web_serves_no_other_files_of_the_data_folder(
    middleware: StaticFilesMiddleware, tmp_path: Path, url: str
) -> None:
    (tmp_path / "secret").write_text("secret")
    collect(tmp_path / "static", OLD)

    assert read(middleware, url) == (404, "")


def test_an_image_serves_files_of_other_releases_that_share_its_data_folder(
    middleware: StaticFilesMiddleware, tmp_path: Path, settings: Settings
) -> None:
    """With Compose, all releases use one volume."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, static_dir=tmp_path / "app")
    collect(tmp_path / "static-1.0.9", OLD)

    assert read(middleware, OLD) == (200, "static-1.0.9")


def test_prepare_of_an_image_shares_its_files(tmp_path: Path, settings: Settings) -> None:
    settings.DEBUG, settings.STATIC_ROOT = False, tmp_path / "app"
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, static_dir=settings.STATIC_ROOT, data_dir=tmp_path / "data")
    collect(settings.STATIC_ROOT, NEW)

    for _again in range(2):
        prepare._collect_static()

    (folder,) = (tmp_path / "data").glob("static-*/")
    assert (folder / NEW.removeprefix("/static/")).read_text() == "app"
