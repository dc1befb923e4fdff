from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        # Every process that sends hints needs our Celery app.
        import portal.celery
        from operations.system.services import register_services
        from portal.health import service_problems
        from portal.monitoring import start_monitoring

        register_services(service_problems)
        start_monitoring()
