import pytest

from tests.studio.scene import make_scene, signed_in
from tilekit.sections import STEPS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("step", [step.key for step in STEPS])
def test_each_step_renders(step: str) -> None:
    scene = make_scene()

    response = signed_in(scene.editor).get(scene.url("step", step))

    assert response.status_code == 200
