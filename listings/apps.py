from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from listings import announcements, hooks, notice_kinds, state_messages, system_checks, transitions
        from listings.writes import submission_effects

        announcements.register_lifecycle(transitions.REVISION)
