from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        # Every process that sends hints needs our Celery app.
        import portal.celery
