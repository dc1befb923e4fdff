"""Registers the links to the pages for admins, the tab on the pages of organisations, and what belongs to a person."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.contributions import Contribution, contribute
from accounts.page import OrganisationTab, register_tab
from common.navigation import Audience, NavItem, NavPlace, register_links
from files.orphans import ObjectKind, register_objects
from operations.actions import delete_exports_of
from operations.models import AuditExport
from operations.view_as.actions import delete_views_of
from operations.view_as.queries import views_of


def _erase(person_id: UUID) -> None:
    delete_exports_of(person_id)
    delete_views_of(person_id)


register_links(
    NavItem(
        label=_("Settings"),
        url_name="operations:setting-list",
        audience=frozenset({Audience.ADMIN}),
        place=NavPlace.OPERATION,
        order=89,
    ),
    NavItem(
        label=_("Maintenance"),
        url_name="operations:maintenance",
        audience=frozenset({Audience.ADMIN}),
        place=NavPlace.OPERATION,
        order=88,
    ),
    NavItem(
        label=_("Retention"),
        url_name="operations:retention",
        audience=frozenset({Audience.ADMIN}),
        place=NavPlace.OPERATION,
        order=87,
    ),
    NavItem(
        label=_("Erase a secret"),
        url_name="operations:erase-secret",
        audience=frozenset({Audience.ADMIN}),
        place=NavPlace.OPERATION,
        order=89,
    ),
    NavItem(
        label=_("Audit"),
        url_name="operations:audit",
        audience=frozenset({Audience.ADMIN}),
        place=NavPlace.OPERATION,
        order=85,
    ),
    NavItem(
        label=_("System"),
        url_name="operations:system",
        audience=frozenset({Audience.ADMIN}),
        place=NavPlace.OPERATION,
        order=86,
    ),
)
contribute("operations", Contribution(personal_data=views_of, erase=_erase))
register_objects(
    ObjectKind(
        folder="audit-exports",
        rows=AuditExport.objects.all(),
        objects_of=lambda export: export.stored_objects,
        is_temporary=True,
    )
)
register_tab(OrganisationTab(label=_("Audit"), url_name="operations:organisation-audit", order=80, is_for_owners=True))
