"""Problems with services. Their messages are sentences that say what to do."""


class ServiceProblem(Exception):
    """The service can't be used, and somebody must correct its configuration."""


class ServiceDown(ServiceProblem):
    """The service does not respond. The portal can start, and uses the service once it is back."""


def problem_text(message: str, instruction: str) -> str:
    """The message of a client, followed by the instruction."""
    return f"{message.strip().rstrip('.') or 'It does not respond'}. {instruction}"
