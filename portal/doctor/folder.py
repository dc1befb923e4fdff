"""Tests the data folder: a file is written."""

from tempfile import TemporaryFile

from django.conf import settings

from portal.doctor.problems import ServiceProblem


def check_data_folder() -> None:
    """Raises ServiceProblem if this user can't write to the folder."""
    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=settings.DATA_DIR):
            pass
    except OSError as fault:
        text = f"The portal can't write to {settings.DATA_DIR}: {fault.strerror}. Check DATA_DIR and its permissions."
        raise ServiceProblem(text) from fault
