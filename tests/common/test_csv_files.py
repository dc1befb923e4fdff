from common.csv_files import csv_response


def test_no_cell_is_a_formula() -> None:
    response = csv_response("numbers.csv", [["Name", "+1"], ["=SUM(A1)", "-2"], ["@here", "a=b"]])

    assert response.content.decode().splitlines() == ["Name,'+1", "'=SUM(A1),'-2", "'@here,a=b"]
    assert response["Content-Disposition"] == 'attachment; filename="numbers.csv"'
