from common.csv_files import csv_response


def test_no_cell_is_a_formula() -> None:
    response = csv_response("numbers.csv", [["Name", "+1"], ["=SUM(A1)", "-2"], ["@here", "a=b"]])

    assert response.content.decode("utf-8-sig").splitlines() == ["Name,'+1", "'=SUM(A1),'-2", "'@here,a=b"]
    assert response["Content-Disposition"] == 'attachment; filename="numbers.csv"'


def test_no_cell_is_a_formula_in_japanese_spreadsheets() -> None:
    response = csv_response("numbers.csv", [["＝1＋1", "＋1", "－2", "＠here", "a＝b"]])

    assert response.content.decode("utf-8-sig").splitlines() == ["'＝1＋1,'＋1,'－2,'＠here,a＝b"]


def test_no_cell_is_a_formula_where_semicolons_divide_cells() -> None:
    rows = [["Ada;=1+1", "Kelp; @here", " =1+1", "a; b-c", "1;2"]]

    line = csv_response("numbers.csv", rows).content.decode("utf-8-sig").splitlines()[0]

    assert line == "Ada;'=1+1,Kelp;' @here,' =1+1,a; b-c,1;2"


def test_spreadsheets_read_the_file_as_utf_8() -> None:
    assert csv_response("numbers.csv", [["Équipe"]]).content == b"\xef\xbb\xbf\xc3\x89quipe\r\n"
