"""Why a back-up can't be made, is damaged, or can't be restored."""


class BackupProblem(Exception):
    """The message is for operators."""


def database_fault(fault: Exception) -> str:
    """The message for a database that does not respond, or does not exist."""
    return f"The database can't be used: {fault}. Check DATABASE_URL."
