"""Real listings as packages: a client that sends back the content it has read changes nothing."""

from pathlib import Path

import pytest

from listings.content.packages import zip_of_revision
from listings.models import Revision
from tests.api.factories import make_caller
from tests.api.files_scene import put_uploaded, uploaded
from tests.api.ingestion_client import Api
from tests.api.test_modules import entity, put
from tests.shared import listing_folders
from tilekit.scaffold.archive import zip_of_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
FEW = 3  # each package takes a second


@pytest.mark.parametrize("folder", listing_folders()[:FEW], ids=lambda folder: folder.name)
def test_a_listing_that_is_put_as_it_was_read_stays_as_it_is(folder: Path) -> None:
    api = Api(make_caller())
    product = f"products/{api.product()['id']}"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    put_uploaded(api, product, uploaded(api, product, zip_of_files(files, folder.name)))
    before, row = zip_of_revision(Revision.objects.get()), entity(api)

    assert put(api, row, row).status_code == 200

    assert zip_of_revision(Revision.objects.get()) == before
