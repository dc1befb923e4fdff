from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from notices import hooks, notice_kinds, system_checks

        hooks.connect()
