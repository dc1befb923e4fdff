from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"

    def ready(self) -> None:
        from listings import hooks, notice_kinds
        from listings.lifecycle import announcements, system_checks
        from listings.lifecycle import revision_messages as state_messages
        from listings.lifecycle import revisions as transitions
        from listings.writes import submission_effects

        announcements.register_lifecycle(transitions.REVISION)
