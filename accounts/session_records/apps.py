from allauth.usersessions.apps import UserSessionsConfig


class SessionRecordsConfig(UserSessionsConfig):
    """Connects allauth's receivers, except that of sign-ins: `accounts.session_life` replaces it."""

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_set
        from allauth.usersessions.signals import on_password_changed

        for signal in (password_set, password_changed):
            signal.connect(on_password_changed)
