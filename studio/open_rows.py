"""The rows of a long list that a page shows with their fields: read from a query, and named in URLs."""

from django.http import QueryDict
from django.utils.http import urlencode

from listings.content.references import field_at
from listings.page_urls import control_id
from tilekit.core.composite import Rows
from tilekit.core.section import Document

SHOWN_ROWS = 20
_MAX_OPEN_ROWS = SHOWN_ROWS + 60  # rows that one page shows with their fields; a form sends the first ones too


def opened_rows_in(query: QueryDict) -> frozenset[str]:
    """The keys of the open rows, as the form sends them."""
    return frozenset(_sent_keys(query)[:_MAX_OPEN_ROWS])


def url_with_open_rows(post: QueryDict, page: str, section: str) -> str:
    """The URL of the page on which the form's open rows stay open, and the row of the pressed button is open, too."""
    name = post.get("_open_row", "")
    keys = [*([name.rpartition(".")[2]] if name else []), *_sent_keys(post)][:_MAX_OPEN_ROWS]
    query = f"?{urlencode({'_open': keys}, doseq=True)}" if keys else ""
    return f"{page}{query}#{control_id(f'{section}.{name}')}-field" if name else f"{page}{query}"


def query_to_open(path: str) -> dict[str, str]:
    """The query that opens the folded row of a path; {} if the path is not in a list that may be folded."""
    row, bracket, _inner = path.partition("]")
    declared = field_at(row + bracket) if bracket else None
    return {"_open": row.partition("[")[2]} if isinstance(declared, Rows) and may_fold(declared) else {}


def may_fold(field: Rows[Document], number: int = 0) -> bool:
    """Whether the list may have folded rows, so that its form sends the open ones. number is the number of rows."""
    return number > SHOWN_ROWS or field.max_items is None or field.max_items > SHOWN_ROWS


def _sent_keys(query: QueryDict) -> list[str]:
    return [key for key in query.getlist("_open") if key]
