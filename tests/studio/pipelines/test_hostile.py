"""The pipeline workshop with input that was made to break it: each request ends with a page that says what is wrong."""

import pytest
import yaml

from tests.studio.pipelines.test_pipeline import put, run_typed, save_typed, shared_scene, shown_in
from tests.studio.scene import Scene
from tests.tilekit.pipeline.files import grok

pytestmark = pytest.mark.django_db
__all__ = ["shared_scene"]  # a fixture


def pipeline_with(line: str) -> str:
    return yaml.safe_dump({"id": "acme", "pipeline": {"processors": [grok(line)]}})


YAML = {
    "aliases": "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(50)),
    "deep": "pipeline: " + "[" * 50_000,
    "deep blocks": "\n".join(" " * n + "a:" for n in range(500)),
    "wide": "pipeline:\n  processors:\n" + "    - {}\n" * 30_000,
    "binary": "\x00\x01\ufffe\x1b[31m",
    "tag": "pipeline: !!python/object/apply:os.system [id]",
    "another type": "pipeline:\n  processors: {a: 1}\n",
}
GROK_LINES = {
    "nested repeats": "r (a*)*(a+)+b",
    "counted repeats": "r " + "(x{1,900}){1,900}",
    "a rule of itself": "r %{r}",
    "many groups": "r " + "(" * 5_000 + ")" * 5_000,
    "look-around": "r (?=a)(?!b)(?<=c)a+",
}


@pytest.mark.parametrize("do", ["", "run", "findings", "propose", "toggle:off:/pipeline/processors/0"])
@pytest.mark.parametrize("name", YAML)
def test_hostile_yaml_ends_with_a_page(scene: Scene, name: str, do: str) -> None:
    put(scene)

    response = run_typed(scene, do=do, pipeline=YAML[name], logs="up 7\n" + "a" * 10_000)

    # The whole portal refuses control characters.
    assert response.status_code in ((400,) if name == "binary" else (200, 422))


@pytest.mark.parametrize("name", YAML)
def test_hostile_yaml_is_saved_or_refused(scene: Scene, name: str) -> None:
    put(scene)

    response = save_typed(scene, pipeline=YAML[name], tests=YAML[name])

    assert response.status_code in (200, 400, 422)


@pytest.mark.parametrize("name", GROK_LINES)
def test_hostile_grok_ends(scene: Scene, name: str) -> None:
    put(scene)

    response = run_typed(scene, do="run", pipeline=pipeline_with(GROK_LINES[name]), logs="\n".join(["a" * 50_000] * 20))

    assert response.status_code == 200


def test_many_long_logs_are_run_as_far_as_the_limit_allows(scene: Scene) -> None:
    put(scene)

    shown = shown_in(run_typed(scene, do="propose", logs="\n".join(["x" * 9_000] * 250)))

    assert "50 more logs are left out" in shown
    assert "logs is not shown" in shown or "logs are not shown" in shown


def test_binary_logs_are_shown_as_text(scene: Scene) -> None:
    put(scene)
    logs = bytes(range(256)).decode("latin-1") * 20

    assert run_typed(scene, do="propose", logs=logs).status_code in (200, 400)
