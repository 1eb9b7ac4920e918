"""What views can be told, and how they refuse what they cannot."""

import doctest
import inspect

import pytest

import sse_widgets as sw
from sse_widgets.widgets import View, views

ALL = [view for _, view in inspect.getmembers(views, inspect.isclass) if issubclass(view, views.RunView)]
ALL = [view for view in ALL if view is not views.RunView]


@pytest.fixture(scope="module")
def run() -> sw.Run:
    return sw.load("literature_review")


def test_a_view_is_told_how_to_be(run):
    assert sw.Messages(run, thoughts="open", tools="hidden", height="24rem").options == {
        "thoughts": "open",
        "tools": "hidden",
        "height": "24rem",
    }
    assert sw.Console(run).options == {}
    assert sw.Dashboard([run], order="title").options == {"order": "title"}


@pytest.mark.parametrize("view", ALL)
def test_an_option_that_a_view_does_not_have_is_refused_with_the_right_one(view, run):
    with pytest.raises(TypeError, match=f"{view.__name__} has no option 'heigth'; did you mean 'height'"):
        view(run, heigth="24rem")


def test_a_value_that_an_option_cannot_have_is_refused_with_the_right_one(run):
    with pytest.raises(ValueError, match="Console cannot have tab='mesages'; did you mean 'messages'"):
        sw.Console(run, tab="mesages")
    with pytest.raises(ValueError, match="cannot have order='random'; there are: attention, given, newest, title"):
        sw.Dashboard([run], order="random")
    with pytest.raises(ValueError, match="a CSS length such as '24rem'"):
        sw.Plan(run, height="tall")


@pytest.mark.parametrize("view", ALL)
def test_every_view_has_an_example_that_runs(view):
    (example,) = doctest.DocTestParser().get_examples(inspect.getdoc(view) or "")
    if "sw.connect" in example.source:  # for which there would have to be a server
        assert view is sw.Composer
        return

    assert isinstance(eval(example.source, {"sw": sw}), View)


def test_every_view_says_what_its_options_are():
    for view in ALL:
        told = inspect.getdoc(view.__init__) or ""
        names = set(inspect.signature(view.__init__).parameters) - {"self", "run", "options"}

        assert all(f"{name}:" in told for name in names), view.__name__
