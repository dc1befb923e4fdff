from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jobs import hooks

        hooks.connect()
        # Every process needs all kinds of jobs: web processes queue them, and workers run them.
        autodiscover_modules("tasks")
