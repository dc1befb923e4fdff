import re

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.template import Context, TemplateSyntaxError, engines
from django.template.base import Template
from django.test import RequestFactory

from common.static_files import bundled, minified
from page_parts.badges import BADGES
from page_parts.components import component, component_names, examples
from tests.markup import compact

STATIC = settings.BASE_DIR / "page_parts" / "static"
TEMPLATES = [
    path for folder in ("", "page_parts") for path in (settings.BASE_DIR / folder / "templates").rglob("*.html")
]
SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))
CSS = STATIC / "css"
STYLE_LIMIT_BYTES = 40 * 1024


def template(text: str) -> Template:
    return engines["django"].from_string(text)


def rendered(text: str, request: HttpRequest | None = None, **context: object) -> str:
    return compact(template(text).render(context, request))


def scripts_of(text: str, request: HttpRequest, **context: object) -> list[str]:
    html = rendered(text + "{% behaviour_scripts %}", request, **context)
    return re.findall(r'src="/static/js/([\w-]+)\.js"', html)


def source_of(sheet: str) -> str:
    return (CSS / sheet).read_text()


def all_markup() -> str:
    return "\n".join(path.read_text("utf-8") for path in TEMPLATES)


def test_unknown_prop_fails_when_the_page_is_read() -> None:
    with pytest.raises(TemplateSyntaxError, match="has no prop colour"):
        template('{% component "pill" label="Draft" colour="red" %}')


def test_missing_prop_fails_when_the_page_is_read() -> None:
    with pytest.raises(TemplateSyntaxError, match="needs the prop label"):
        template('{% component "button" %}')


def test_unknown_prop_in_a_mapping_fails_when_it_is_drawn() -> None:
    page = template('{% component "pill" props=props %}')

    with pytest.raises(TemplateSyntaxError, match="has no prop colour"):
        page.render({"props": {"label": "Draft", "colour": "red"}})


def test_props_may_be_declared_on_several_lines() -> None:
    assert component("field").props.keys() >= {"id", "label", "required", "origin"}


def test_named_props_win_over_the_mapping() -> None:
    html = rendered('{% component "pill" props=props label="Mine" %}', props={"label": "Theirs"})

    assert html == '<span class="pill">Mine</span>'


def test_component_does_not_see_the_callers_context() -> None:
    html = rendered('{% component "pill" label="Draft" %}', style="bad")

    assert html == '<span class="pill">Draft</span>'


def test_prop_is_escaped() -> None:
    html = rendered('{% component "pill" label=label %}', label="<b>")

    assert html == '<span class="pill">&lt;b&gt;</span>'


def test_wrap_passes_body_and_fills() -> None:
    text = '{% wrap "card" %}body {{ word }}{% if word %}{% fill "foot" %}foot{% endfill %}{% endif %}{% endwrap %}'

    html = rendered(text, word="here")

    assert '<div class="card-body stack">body here</div>' in html
    assert '<div class="card-foot">foot</div>' in html


def test_fill_belongs_to_the_nearest_wrap() -> None:
    text = '{% wrap "card" %}{% wrap "card" %}{% fill "foot" %}inner{% endfill %}{% endwrap %}{% endwrap %}'

    assert rendered(text).count("card-foot") == 1


def test_fill_outside_of_a_wrap_fails() -> None:
    with pytest.raises(TemplateSyntaxError, match="outside of a wrap"):
        rendered('{% fill "foot" %}x{% endfill %}')


def test_unknown_slot_fails() -> None:
    with pytest.raises(TemplateSyntaxError, match="has no slot cellar"):
        rendered('{% wrap "card" %}{% fill "cellar" %}x{% endfill %}{% endwrap %}')


def test_behaviours_are_printed_once_in_order(rf: RequestFactory) -> None:
    field = '{% component "field" id="a" label="A" kind="markdown" limit=9 %}'

    assert scripts_of(field + '{% behaviour "tabs" "counter" %}', rf.get("/")) == ["counter", "tabs"]
    assert '<slip-markdown class="markdown" data-script="/static/js/markdown.js">' in rendered(field)


def test_script_is_not_loaded_again_next_to_one_that_contains_it(rf: RequestFactory) -> None:
    assert scripts_of('{% behaviour "tabs" "rows" "wizard" "page" %}', rf.get("/")) == ["rows", "wizard"]


def test_script_of_a_template_without_the_variables_of_the_page_is_loaded(rf: RequestFactory) -> None:
    part = template('{% component "counter" field_id="a" limit=9 %}{% behaviour "tabs" %}')

    assert scripts_of("{% include part only %}", rf.get("/"), part=part) == ["counter", "tabs"]


@pytest.mark.parametrize("name", component_names())
def test_component_renders_each_of_its_examples(name: str) -> None:
    shown = examples(name)

    pages = [component(name).render(Context(), example.props, example.slots) for example in shown]

    assert pages
    assert all(page.startswith("<") for page in pages)


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    sprite = (STATIC / "icons.svg").read_text("utf-8")
    drawn = set(re.findall(r'id="i-([\w-]+)"', sprite))
    asked = set(re.findall(r'{% icon "([\w-]+)"', all_markup()))
    used = {badge.icon for family in BADGES.values() for badge in family.values()}

    assert (asked | used) - drawn == set()


def test_every_behaviour_that_is_asked_for_is_a_module() -> None:
    asked = {
        name
        for names in re.findall(r"{% behaviour ([^%]+) %}", all_markup())
        for name in re.findall(r'"([\w-]+)"', names)
    }

    assert asked - {script.stem for script in SCRIPTS} == set()


def test_style_sheet_of_every_page_stays_light() -> None:
    assert len(minified(bundled(source_of("page.css"), source_of)).encode()) <= STYLE_LIMIT_BYTES
