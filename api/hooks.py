"""What the API registers when the portal starts."""

from api.tokens import answers as tokens


def connect() -> None:
    tokens.connect()
