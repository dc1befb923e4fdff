"""Keeps the demo out of other databases, and its accounts, whose password everybody knows, out of production."""

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from accounts.demo import DOMAIN
from accounts.models import Person
from portal.doctor.problems import ServiceProblem


def assert_demo_fits() -> None:
    """Raises ServiceProblem for the database of a demo in production, and for another database in a demo."""
    try:
        has_demo = Person.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True).exists()
        has_people = Person.objects.exists()
    except (DatabaseError, InterfaceError):  # a new database has no tables
        return
    if settings.IS_PRODUCTION and has_demo:
        text = "The database has the accounts of the demo, whose password everybody knows. Use another database."
        raise ServiceProblem(text)
    if settings.DEMO_MODE and settings.ENVIRONMENT.demo_data and has_people and not has_demo:
        text = "The database isn't that of a demo. Set MODE=production, or DEMO_DATA=off to start without its data."
        raise ServiceProblem(text)
