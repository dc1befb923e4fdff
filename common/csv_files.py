"""CSV files whose cells no spreadsheet treats as formulas."""

import csv
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A spreadsheet treats a cell that starts with one of these as a formula; those of Japanese also the full-width signs.
# In France, it divides cells at semicolons, even in a file with commas.
_SIGN = r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(rf"^(?=[\t\r\n]|{_SIGN})|(?<=;)(?={_SIGN})")
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads other letters than ASCII wrongly


def without_formula(cell: str) -> str:
    """The text of a cell, with an apostrophe in front of what a spreadsheet would calculate."""
    return _FORMULA.sub("'", cell)


def csv_response(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A download with this file name, which spreadsheets read as UTF-8. Cells that they would calculate are escaped."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    response.write(BYTE_ORDER_MARK)
    csv.writer(response).writerows([without_formula(cell) for cell in row] for row in rows)
    return response
