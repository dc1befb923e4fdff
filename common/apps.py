from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        from common import platform_policies

        autodiscover_modules("badges", "policies")
