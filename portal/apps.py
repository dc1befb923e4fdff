from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        # Every process that sends hints needs our Celery app.
        from django.conf import settings

        import portal.celery
        import portal.unencrypted
        from accounts.models import Team
        from accounts.staff_grants import unknown_teams
        from operations.system.services import register_services
        from portal.environment import EnvironmentProblem
        from portal.health import service_problems
        from portal.monitoring import start_monitoring

        if teams := [*unknown_teams(settings.STAFF_GROUPS, Team.values)]:
            names, known_names = ", ".join(teams), ", ".join(Team.values)
            raise EnvironmentProblem([f"STAFF_GROUPS has unknown teams: {names}. Teams are {known_names}."])
        register_services(service_problems)
        start_monitoring()
