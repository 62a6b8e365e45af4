"""Named tuples that are quick to make: ``NamedTuple``, as the standard library has it.

The standard library compiles a constructor and the annotation of each field when a class is made.
Here annotations stay texts, the constructor is compiled when it is first called, and the other
methods are those of all classes.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

from pllm_bib.model.late import Owner, Parameters, compiled

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import NamedTuple, Self

_ONE: Any = namedtuple("_ONE", "field")  # noqa: PYI024  # what typing's takes is what is saved
_Getter: Any = type(_ONE.field)


class _Fields(tuple[Any, ...]):
    """What all named tuples have."""

    __slots__ = ()
    _fields: tuple[str, ...]

    @classmethod
    def _make(cls, values: Iterable[Any]) -> Self:
        made = tuple.__new__(cls, values)
        if len(made) != len(cls._fields):
            message = f"Expected {len(cls._fields)} arguments, got {len(made)}"
            raise TypeError(message)
        return made

    def _replace(self, /, **changes: Any) -> Self:
        values = [changes.pop(name, value) for name, value in zip(self._fields, self, strict=True)]
        if changes:
            message = f"Got unexpected field names: {list(changes)!r}"
            raise ValueError(message)
        return tuple.__new__(self.__class__, values)

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
        return f"{self.__class__.__name__}({shown})"

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)


def _constructor(made: Any) -> Callable[..., Any]:
    fields = "".join(f"{field}, " for field in made._fields)
    code = f"(_cls, {fields}): return _new(_cls, ({fields}))"
    new = compiled(made, "__new__", code, {"_new": tuple.__new__})
    new.__defaults__ = tuple(made._field_defaults.values())
    return new


_PARAMETERS = Parameters(_constructor)


class _Maker(type):
    def __new__(cls, name: str, _bases: tuple[type, ...], body: dict[str, Any]) -> Any:
        fields = tuple(body.get("__annotations__", ()))
        defaults = {field: body[field] for field in fields if field in body}
        if tuple(defaults) != fields[len(fields) - len(defaults) :]:
            message = f"{name}: a field without a default follows one with a default"
            raise TypeError(message)
        owner = Owner()
        body |= {
            "__slots__": (),
            "__new__": owner.late("__new__", _constructor),
            "__match_args__": fields,
            "__signature__": _PARAMETERS,
            "_fields": fields,
            "_field_defaults": defaults,
        }
        body.update((field, _Getter(index, "")) for index, field in enumerate(fields))
        owner.made = type(name, (_Fields,), body)
        return owner.made


if not TYPE_CHECKING:
    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})
