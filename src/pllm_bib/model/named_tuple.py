"""Named tuples that are quick to make: ``NamedTuple``, as the standard library has it.

The standard library compiles the annotation of each field and makes six methods for each class.
Here the annotations stay texts, and the methods but for the constructor are those of all classes:
that takes a third of the time.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NamedTuple, Self

_ONE: Any = namedtuple("_ONE", "field")  # noqa: PYI024  # what typing's takes is what is saved
_Getter: Any = type(_ONE.field)
"""The attribute of a field, in C: the second quickest after a slot's."""


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


class _Maker(type):
    def __new__(cls, name: str, _bases: tuple[type, ...], body: dict[str, Any]) -> Any:
        fields = tuple(body.get("__annotations__", ()))
        defaults = {field: body[field] for field in fields if field in body}
        if tuple(defaults) != fields[len(fields) - len(defaults) :]:
            message = f"{name}: a field without a default follows one with a default"
            raise TypeError(message)
        body.update((field, _Getter(index, "")) for index, field in enumerate(fields))
        parameters = "".join(f"{field}, " for field in fields)
        code = f"lambda _cls, {parameters}: _new(_cls, ({parameters}))"
        new = eval(code, {"_new": tuple.__new__})  # noqa: S307  # of our own names
        new.__defaults__ = tuple(defaults.values())
        new.__qualname__ = f"{body['__qualname__']}.__new__"
        body |= {"__slots__": (), "__new__": new, "__match_args__": fields}
        return type(name, (_Fields,), body | {"_fields": fields, "_field_defaults": defaults})


if not TYPE_CHECKING:
    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})
