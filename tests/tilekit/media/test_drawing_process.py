"""Images are drawn in a separate process, which hostile ones can't stop for others."""

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from select import select
from subprocess import CalledProcessError

import pytest

from tests.tilekit.listing import LOGO
from tilekit.media import drawing_process
from tilekit.media.drawing_process import render_png
from tilekit.media.images import inspect

SVG = LOGO.encode()
SLOW = SVG.replace(b"<path", b'<filter id="f"><feTurbulence numOctaves="9000000"/></filter><path filter="url(#f)"')


def pid() -> int:
    """The process that draws the next image."""
    return drawing_process._idle[-1].pid


def test_images_share_a_process() -> None:
    first, process = inspect(render_png(SVG, 240, 80)), pid()

    assert inspect(render_png(SVG, 120, 40)).width_px == 120
    assert (first.kind, first.width_px, first.height_px) == ("png", 240, 80)
    assert pid() == process


@pytest.mark.parametrize(
    "svg,side_px,is_killed",
    [(SLOW, 4000, True), (SVG, 100_000, None), (b"<svg", 80, False), (b"\0" * 600_000, 8, False)],
)
def test_an_image_that_cannot_be_drawn_does_not_affect_the_next(
    svg: bytes, side_px: int, is_killed: bool | None
) -> None:
    expected = render_png(SVG, 240, 80)

    with pytest.raises(CalledProcessError) as ended:
        render_png(svg, side_px, side_px)

    assert is_killed in (None, ended.value.returncode < 0)
    assert render_png(SVG, 240, 80) == expected


@pytest.mark.parametrize("signal_number", [9, 19])  # 19 stops it: it hangs
def test_a_lost_process_is_replaced(signal_number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_process, "SECONDS", 0.2)
    expected, process = render_png(SVG, 240, 80), drawing_process._idle[-1]
    process.send_signal(signal_number)

    if signal_number == 19:
        with pytest.raises(CalledProcessError):
            render_png(SVG, 240, 80)
    else:
        process.wait()

    monkeypatch.undo()
    assert (render_png(SVG, 240, 80), process.poll()) == (expected, -9)


def test_threads_and_forks_draw_at_the_same_time() -> None:
    expected = render_png(SVG, 240, 80)
    with ThreadPoolExecutor(3) as threads:
        results = list(threads.map(lambda _: render_png(SVG, 240, 80), range(12)))
    with multiprocessing.get_context("fork").Pool(2) as forks:
        results += forks.starmap(render_png, [(SVG, 240, 80)] * 6)

    assert set(results) == {expected}


def test_the_process_ends_with_its_parent() -> None:
    code = f"from tilekit.media import drawing_process as drawing; drawing.render_png({SVG!r}, 240, 80); "
    code += "print(drawing._idle[0].pid)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    with suppress(ProcessLookupError):
        descriptor = os.pidfd_open(int(done.stdout))
        assert select([descriptor], [], [], 30)[0]
        os.close(descriptor)
