"""Each template tag, as a page uses it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory

from shiqiao.base.errors import Invalid
from shiqiao.base.time import held
from shiqiao.surfaces.kit import icons
from shiqiao.surfaces.kit.forms import KitForm

SURFACES = Path(__file__).resolve().parents[3] / "shiqiao"
MORNING = datetime(2018, 6, 27, 2, 0, tzinfo=UTC)


def render(source: str, path: str = "/", **context: object) -> str:
    with held(MORNING):
        return engines["django"].from_string(source).render(context, RequestFactory().get(path)).strip()


def test_an_icon_is_inline_and_hidden_from_screen_readers_unless_named() -> None:
    assert 'aria-hidden="true"' in render('{% icon "clock" %}')
    named = render('{% icon "clock" "<b>" %}')
    assert 'aria-label="&lt;b&gt;"' in named
    assert "<path" in named


def test_an_unknown_icon_is_a_dot_and_no_file_outside_the_library_is_read(caplog: pytest.LogCaptureFixture) -> None:
    assert icons.strokes("../../../package") == icons.strokes("no-such-icon") == '<circle cx="12" cy="12" r="4"/>'
    assert "no-such-icon" in caplog.text


def test_every_icon_named_in_a_template_exists() -> None:
    named = {
        (name, path.name)
        for path in SURFACES.rglob("templates/**/*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert [pair for pair in named if not (icons.folders()[0] / f"{pair[0]}.svg").exists()] == []


@pytest.mark.parametrize("state", ["green", "yellow", "red", "grey"])
def test_a_light_always_has_a_word_and_its_own_drawing(chinese: None, state: str) -> None:
    shown = render("{% light state due %}", state=state, due=MORNING + timedelta(hours=2))
    word = {"green": "正常", "yellow": "临期", "red": "超时", "grey": "未计时"}[state]
    assert word in shown
    assert ("还有2小时" in shown) == (state != "grey")


def test_lights_differ_in_form_not_only_in_colour() -> None:
    drawings = [
        re.findall(r"<path.*/>", render("{% light s %}", s=state)) for state in ("green", "yellow", "red", "grey")
    ]
    assert len({str(drawing) for drawing in drawings}) == 4


def test_a_stopped_clock_shows_no_time_left(chinese: None) -> None:
    clock = SimpleNamespace(light="grey", due_at=MORNING, stopped_at=MORNING, paused_at=None)
    assert "超时" not in render("{% light clock %}", clock=clock)


def test_a_moment_carries_its_full_date(chinese: None) -> None:
    shown = render("{% when moment %}", moment=MORNING - timedelta(hours=1))
    assert 'title="2018年6月27日 星期三 09:00"' in shown
    assert ">今天 09:00</time>" in shown
    assert render("{% when moment %}", moment=None) == "—"


def test_titles_follow_the_language_and_fall_back(chinese: None) -> None:
    assert render("{% bilingual t %}", t={"zh": "网格", "en": "Grid"}) == "网格"
    assert render("{% bilingual t %}", t={"zh": "", "en": "Grid"}) == "Grid"
    assert render("{{ t|bilingual }}", t=SimpleNamespace(title={"zh": "岗位", "en": "Post"})) == "岗位"
    assert render("{% bilingual t %}", t="<b>") == "&lt;b&gt;"


def test_query_parameters_are_replaced_and_removed() -> None:
    assert render("{% query_with older='x' newer=None %}", "/m?state=open&newer=7") == "?state=open&amp;older=x"
    assert render("{% query_with newer=None %}", "/m?newer=7") == "?"


def test_place_of_nothing_is_unknown(chinese: None) -> None:
    assert render("{% place 0 %}") == render("{{ code|place }}", code="") == "位置不明"


class Sample(KitForm):
    phone = forms.CharField(label="Phone", help_text="11 digits")
    answer = forms.ChoiceField(label="Answer", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Agree", required=False)


def test_a_field_ties_label_hint_and_error_together() -> None:
    form = Sample({"answer": "a"})
    shown = render('{% include "kit/_field.html" with field=form.phone %}', form=form)
    assert 'for="id_phone"' in shown
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in shown
    assert 'id="id_phone_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert "is-invalid" in shown


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    shown = render('{% include "kit/_field.html" with field=form.answer %}', form=Sample())
    assert shown.count("<label") == 2
    assert "<legend" in shown
    assert shown.count("</fieldset>") == 1


def test_what_an_action_refused_appears_at_its_field_and_the_rest_on_top() -> None:
    form = Sample({"phone": "1", "answer": "a"})
    form.add_action_error(Invalid(fields={"phone": "Give {n} digits.", "grid": "The point is outside."}, n=11))
    assert form.errors["phone"] == ["Give 11 digits."]
    assert form.non_field_errors() == ["The point is outside."]
    assert "Give 11 digits." in render('{% include "kit/_form_errors.html" %}', form=form)


def test_the_pager_keeps_the_filter() -> None:
    shown = render(
        '{% include "kit/_pager.html" %}', "/m?state=open", keyset=SimpleNamespace(newer=None, older="c", shown=50)
    )
    assert 'href="?state=open&amp;older=c"' in shown
    assert 'rel="prev"' not in shown
