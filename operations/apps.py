from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        from operations import hooks, notice_kinds
        from operations.policies import settings_file
