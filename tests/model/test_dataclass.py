"""The quick dataclasses do what those of the standard library do."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
from typing import Any, ClassVar

import pytest

from pllm_bib.model import dataclass as quick


def _frozen(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True, order=True)
    class Work:
        """A work."""

        KIND: ClassVar[str] = "work"
        title: str
        year: int = 0
        words: list[str] = dataclasses.field(default_factory=list)
        origin: object = dataclasses.field(default=None, compare=False, repr=False)
        _: dataclasses.KW_ONLY
        pages: str = ""
        key: str = dataclasses.field(init=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "key", f"{self.title.lower()}{self.year}")

    return Work


def _mutable(dataclass: Any) -> Any:
    @dataclass(slots=True, kw_only=True)
    class Work:
        title: str
        year: int = 0

    return Work


def _identity(dataclass: Any) -> Any:
    @dataclass(slots=True, eq=False)
    class Work:
        title: str

    return Work


def _derived(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Base:
        title: str

        def __repr__(self) -> str:
            return f"<{self.title}>"

    @dataclass(frozen=True, slots=True)
    class Work(Base):
        year: int = 2024

    return Work


BOTH = pytest.mark.parametrize(
    "dataclass", [dataclasses.dataclass, quick.dataclass], ids=["library", "ours"]
)


@BOTH
def test_a_frozen_class(dataclass: Any) -> None:
    work = _frozen(dataclass)
    one = work("A", 2024, ["x"], origin="here", pages="1-2")
    assert repr(one).endswith("Work(title='A', year=2024, words=['x'], pages='1-2', key='a2024')")
    assert one == work("A", 2024, ["x"], origin="there", pages="1-2")
    assert one != work("A", 2024, ["x"], pages="1-3")
    assert one != ("A", 2024, ["x"], "1-2")
    assert work("A").words is not work("A").words
    assert work("A") < work("B") <= work("B", 1)
    assert work("B") > work("A") >= work("A")
    assert dataclasses.replace(one, year=2025).key == "a2025"
    assert dataclasses.asdict(one)["words"] == ["x"]
    assert [field.name for field in dataclasses.fields(work)][-2:] == ["pages", "key"]
    assert work.__match_args__ == ("title", "year", "words", "origin")
    assert not hasattr(one, "__dict__")
    assert work.KIND == "work"
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        hash(one)


@BOTH
def test_what_is_frozen_stays(dataclass: Any) -> None:
    one = _derived(dataclass)("A")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'year'"):
        one.year = 1
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'title'"):
        del one.title
    assert (one.title, one.year) == ("A", 2024)


@BOTH
def test_a_derived_class(dataclass: Any) -> None:
    work = _derived(dataclass)
    one = work("A")
    assert one == work("A", 2024)
    assert hash(one) == hash(work("A")) == hash(("A", 2024))
    assert repr(one).endswith("Work(title='A', year=2024)")
    assert repr(work.__mro__[1]("A")) == "<A>"
    assert one != work.__mro__[1]("A")


@BOTH
def test_a_class_that_is_not_frozen(dataclass: Any) -> None:
    work = _mutable(dataclass)
    one = work(title="A")
    one.year = 3
    assert one == work(title="A", year=3)
    with pytest.raises(TypeError):
        work("A")
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    with pytest.raises(TypeError):
        one < work(title="B")  # noqa: B015


@BOTH
def test_a_class_whose_instances_are_themselves(dataclass: Any) -> None:
    work = _identity(dataclass)
    one = work("A")
    assert one == one  # noqa: PLR0124
    assert one != work("A")
    assert len({one, one, work("A")}) == 2


@pytest.mark.parametrize("make", [_frozen, _mutable, _identity, _derived])
def test_the_constructors_have_the_same_parameters(make: Any) -> None:
    ours, theirs = make(quick.dataclass), make(dataclasses.dataclass)
    names = [
        [(one.name, one.kind, one.default is one.empty) for one in parameters.values()]
        for parameters in (inspect.signature(it).parameters for it in (ours, theirs))
    ]
    assert names[0] == names[1]


@quick.dataclass(frozen=True, slots=True)
class Pickled:
    """At the module's level, as pickles need it."""

    title: str
    year: int = dataclasses.field(default=0, compare=False)


def test_a_frozen_instance_is_pickled() -> None:
    copy = pickle.loads(pickle.dumps(Pickled("A", 5)))  # noqa: S301
    assert (copy, copy.year) == (Pickled("A"), 5)


def test_a_standard_dataclass_can_be_derived() -> None:
    @dataclasses.dataclass(frozen=True)
    class Mine(Pickled):
        note: str = ""

    assert Mine("A", note="x").note == "x"


def test_without_slots_it_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        quick.dataclass(slots=False)
