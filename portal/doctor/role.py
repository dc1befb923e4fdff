"""Tests that the role of the portal has no more rights than it should, if another role owns the tables."""

from django.conf import settings
from django.db import InterfaceError, OperationalError

from operations.table_owner import excessive_rights
from portal.doctor.problems import ServiceProblem


def check_role() -> None:
    """Raises ServiceProblem if the role may change the audit log. Does nothing if it owns the tables anyway."""
    if not settings.DATABASE_OWNER:
        return
    try:
        tables = excessive_rights()
    except (OperationalError, InterfaceError):  # the test of the database reports it
        return
    if tables:
        text = f"The role in DATABASE_URL may change {', '.join(tables)}. Run `manage.py prepare`."
        raise ServiceProblem(text)
