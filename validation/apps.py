from django.apps import AppConfig


class ValidationConfig(AppConfig):
    name = "validation"

    def ready(self) -> None:
        from validation import hooks, notice_kinds, palette_entries, settings_sections

        hooks.connect()
