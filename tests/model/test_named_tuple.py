"""The quick named tuples do what those of the standard library do."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing
from typing import Any

import pytest

from pllm_bib.model import named_tuple as quick

BOTH = pytest.mark.parametrize(
    "base", [typing.NamedTuple, quick.NamedTuple], ids=["library", "ours"]
)


def _work(base: Any) -> Any:
    class Work(base):  # type: ignore[misc]
        """A work."""

        title: str
        year: int = 0
        """When it came out."""
        pages: str = ""

        @property
        def told(self) -> str:
            return f"{self.title} ({self.year})"

        def later(self) -> Any:
            return self._replace(year=self.year + 1)

    return Work


@BOTH
def test_a_named_tuple(base: Any) -> None:
    work = _work(base)
    one = work("A", pages="1")
    assert one == ("A", 0, "1")
    assert (one.title, one.year, one.pages, one.told) == ("A", 0, "1", "A (0)")
    assert one.later() == work("A", 1, "1")
    assert isinstance(one.later(), work)
    assert one._asdict() == {"title": "A", "year": 0, "pages": "1"}
    assert work._make(["B", 1, "2"]) == work("B", 1, "2")
    assert repr(one) == "Work(title='A', year=0, pages='1')"
    assert work._fields == work.__match_args__ == ("title", "year", "pages")
    assert work._field_defaults == {"year": 0, "pages": ""}
    assert work.__doc__ == "A work."
    assert not hasattr(one, "__dict__")
    assert hash(one) == hash(("A", 0, "1"))
    title, *_ = one
    assert title == "A"


@BOTH
def test_it_refuses_what_it_has_not(base: Any) -> None:
    one = _work(base)("A")
    with pytest.raises(ValueError, match="unexpected field names"):
        one._replace(place="here")
    with pytest.raises(AttributeError):
        one.title = "B"
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'title'"):
        type(one)()
    with pytest.raises(TypeError):
        type(one)("A", 1, "2", "3")
    for values in (["A"], ["A", 1, "2", "3"]):
        with pytest.raises(TypeError, match="Expected 3 arguments"):
            type(one)._make(values)


@BOTH
def test_a_default_comes_last(base: Any) -> None:
    with pytest.raises(TypeError, match="default"):

        class Work(base):  # type: ignore[misc]
            year: int = 0
            title: str


@BOTH
def test_a_class_can_be_derived(base: Any) -> None:
    class Paper(_work(base)):  # type: ignore[misc]
        def shout(self) -> str:
            return str(self.title.upper())

    assert Paper("a").shout() == "A"
    assert isinstance(Paper("a").later(), Paper)


def test_the_parameters_are_the_same() -> None:
    ours, theirs = (inspect.signature(_work(it.NamedTuple)) for it in (quick, typing))
    names = [[(one.name, one.default) for one in it.parameters.values()] for it in (ours, theirs)]
    assert names[0] == names[1]


class Pickled(quick.NamedTuple):
    """At the module's level, as pickles need it."""

    title: str
    year: int = 0


def test_it_is_pickled_and_copied() -> None:
    one = Pickled("A", 2)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301
    assert isinstance(pickle.loads(pickle.dumps(one)), Pickled)  # noqa: S301
    assert isinstance(copy.deepcopy(one), Pickled)
