"""Why a back-up can't be made, is damaged, or can't be restored."""


class BackupProblem(Exception):
    """The message is for operators."""
