from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from listings import announcing, checks, events, hooks, lines  # noqa: F401, PLC0415 app ready
        from listings.moves import freezing  # noqa: F401, PLC0415 app ready

        announcing.register_kinds()
        events.register_events()
