import pytest

from tilekit.media.raster import DARK, WHITE, contrast, render_logo

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 80">'


def test_margins_are_shares_of_the_sides() -> None:
    logo = render_logo(f'{OPEN}<path d="M60 20h120v40H60z" fill="#7a3cff"/></svg>'.encode())

    assert logo is not None
    assert logo.margins == pytest.approx((0.25, 0.25, 0.25, 0.25), abs=0.02)


def test_nothing_drawn_has_no_margins() -> None:
    logo = render_logo(f"{OPEN}</svg>".encode())

    assert logo is not None
    assert (logo.margins, logo.colours) == (None, ())


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(WHITE, (0, 0, 0)) == pytest.approx(21)
    assert contrast(DARK, DARK) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<svg",
        "<svg/>",
        OPEN.replace("240 80", "1 10000000") + "</svg>",
        OPEN.replace("240 80", "0 0") + "</svg>",
        OPEN.replace("0 0 240", "nan 0 240") + '<path d="M0 0h1e38v1e38z" stroke="red" stroke-width="1e30"/></svg>',
        OPEN + '<filter id="f" x="-1e9" width="2e9" height="2e9"><feTurbulence numOctaves="9000000"/></filter>'
        '<rect filter="url(#f)" width="240" height="80"/></svg>',
        OPEN + '<pattern id="p" width="0.001" height="0.001" patternUnits="userSpaceOnUse"><rect width="1"/>'
        '</pattern><rect fill="url(#p)" width="240" height="80"/></svg>',
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_harms_nobody(text: str) -> None:
    render_logo(text.encode())  # it ends, whatever the result


def test_a_very_long_picture_is_not_drawn() -> None:
    assert render_logo((OPEN.replace("240 80", "2100 100") + "</svg>").encode()) is None
