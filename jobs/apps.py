from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from common.navigation import Audience, NavItem, NavPlace, register_links

_JOBS = NavItem(
    label=_("Background jobs"),
    url_name="jobs:job-list",
    audience=frozenset({Audience.LEAD, Audience.ADMIN}),
    place=NavPlace.OPERATION,
    order=90,
)


class JobsConfig(AppConfig):
    name = "jobs"

    def ready(self) -> None:
        import jobs.system_checks

        register_links(_JOBS)
        # Every process needs all kinds of jobs: web processes queue them, and workers run them.
        autodiscover_modules("tasks", "retention_rows")
