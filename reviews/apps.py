from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        from reviews import hooks, notice_kinds, palette_entries, settings_sections, status_messages
