from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from listings import announcements, hooks, state_messages, system_checks, transitions  # noqa: F401, PLC0415 app ready
        from listings.writes import submission_effects  # noqa: F401, PLC0415 app ready

        announcements.register_lifecycle(transitions.REVISION)
        announcements.register_idle_warning()
