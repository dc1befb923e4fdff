"""What the API registers when the portal starts."""

from api.ingestion import surface as ingestion
from api.tokens import answers as tokens


def connect() -> None:
    tokens.connect()
    ingestion.connect()
