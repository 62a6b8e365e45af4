"""Dataclasses that are quick to make: ``dataclass(slots=True)``, as the standard library has it.

The standard library compiles up to seven methods of each class when its module is imported: a sixth
of the start of a command. Here a method is compiled when it is first called. The constructor of a
frozen class fills its slots directly, in two thirds of the time. Fields are those of the standard
library: ``fields``, ``replace`` and ``asdict`` know them. Annotations are texts, as in all modules
of this package.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field, FrozenInstanceError
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from pllm_bib.model.late import Owner, Parameters, compiled
from pllm_bib.model.named_tuple import NamedTuple

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
else:

    def dataclass(*, slots: bool, kw_only: bool = False, **options: bool) -> Callable[[type], type]:
        """Return the decorator of a class whose fields are slots. Takes the library's options."""
        if not slots:
            raise NotImplementedError
        return partial(_made, options=_Options(**options), kw_only=kw_only)


class _Options(NamedTuple):
    """What a class was asked for; the library reads it where a class is derived."""

    frozen: bool = False
    eq: bool = True
    order: bool = False


_KIND = dataclasses._FIELD  # type: ignore[attr-defined]  # noqa: SLF001
"""The mark of a field that is no ``ClassVar``."""
_ORDER = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}
_BY_FACTORY = object()
"""Stands in a constructor for a value that is made anew each time."""


def _made(cls: Any, *, options: _Options, kw_only: bool) -> Any:
    """Return a class anew, with slots for its fields, and the methods that it has not itself."""
    body = dict(cls.__dict__)
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    fields, inherited = _fields(cls, body, kw_only=kw_only)
    owner = Owner()
    body = {**_methods(owner, options), **body}
    body |= {
        "__qualname__": cls.__qualname__,
        "__slots__": tuple(name for name in fields if name not in inherited),
        "__dataclass_fields__": fields,
        "__dataclass_params__": options,
        "__match_args__": tuple(
            name for name, field in fields.items() if field.init and not field.kw_only
        ),
    }
    owner.made = type(cls)(cls.__name__, cls.__bases__, body)
    return owner.made


def _fields(cls: Any, body: dict[str, Any], *, kw_only: bool) -> tuple[dict[str, Any], set[str]]:
    """Return the fields of a class by name, their defaults taken from its body; and its bases'."""
    fields: dict[str, Any] = {}
    for base in cls.__mro__[-1:0:-1]:
        fields |= base.__dict__.get("__dataclass_fields__", {})
    inherited = set(fields)
    for name, annotation in cls.__annotations__.items():
        if annotation.endswith("KW_ONLY"):
            kw_only = True
        elif not annotation.startswith("ClassVar"):
            default = body.pop(name, MISSING)
            is_field = isinstance(default, Field)
            field: Any = default if is_field else dataclasses.field(default=default)
            field.name, field.type, field._field_type = name, annotation, _KIND  # noqa: SLF001
            field.kw_only = kw_only if field.kw_only is MISSING else field.kw_only
            fields[name] = field
    return fields, inherited


def _methods(owner: Owner, options: _Options) -> dict[str, Any]:
    methods: dict[str, Any] = {
        "__init__": owner.late("__init__", _constructor),
        "__repr__": owner.late("__repr__", _representation),
        "__signature__": Parameters(_constructor),
    }
    if options.eq:
        methods["__hash__"] = owner.late("__hash__", _hash) if options.frozen else None
        methods["__eq__"] = owner.late("__eq__", partial(_comparison, name="__eq__", sign="=="))
    for name, sign in _ORDER.items() if options.order else ():
        methods[name] = owner.late(name, partial(_comparison, name=name, sign=sign))
    if options.frozen:
        methods["__setattr__"] = _refuse_to_set
        methods["__delattr__"] = _refuse_to_delete
        methods["__getstate__"] = _state
        methods["__setstate__"] = _restore
    return methods


def _constructor(made: Any) -> Callable[..., None]:
    scope: dict[str, Any] = {"by_factory": _BY_FACTORY}
    parameters: dict[bool, list[str]] = {False: ["self"], True: []}
    lines = []
    for field in dataclasses.fields(made):
        name = value = field.name
        default = ""
        if field.default is not MISSING:
            scope[f"default_{name}"] = field.default
            default = f"=default_{name}"
        elif field.default_factory is not MISSING:
            scope[f"make_{name}"] = field.default_factory
            default = "=by_factory"
            value = f"make_{name}() if {name} is by_factory else {name}"
        if not field.init:
            continue  # __post_init__ sets it
        parameters[field.kw_only is True].append(name + default)
        if made.__dataclass_params__.frozen:
            scope[f"set_{name}"] = getattr(made, name).__set__
            lines.append(f"set_{name}(self, {value})")
        else:
            lines.append(f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    listed = ", ".join(parameters[False] + ["*", *parameters[True]] * bool(parameters[True]))
    return compiled(made, "__init__", f"({listed}):\n " + "\n ".join(lines or ["pass"]), scope)


def _representation(made: Any) -> Callable[..., str]:
    fields = (field.name for field in dataclasses.fields(made) if field.repr)
    shown = ", ".join(f"{name}={{self.{name}!r}}" for name in fields)
    code = f"(self): return f'{{self.__class__.__qualname__}}({shown})'"
    return compiled(made, "__repr__", code, {})


def _hash(made: Any) -> Callable[..., int]:
    return compiled(made, "__hash__", f"(self): return hash({_compared(made, 'self')})", {})


def _comparison(made: Any, *, name: str, sign: str) -> Callable[..., bool]:
    both = f"{_compared(made, 'self')} {sign} {_compared(made, 'other')}"
    code = f"(self, other): return {both} if other.__class__ is self.__class__ else NotImplemented"
    return compiled(made, name, code, {})


def _compared(made: Any, of: str) -> str:
    """Return the tuple of the fields that count for equality and order, as code."""
    names = (field.name for field in dataclasses.fields(made) if field.compare)
    return f"({''.join(f'{of}.{name}, ' for name in names)})"


def _refuse_to_set(_instance: object, name: str, _value: object) -> NoReturn:
    message = f"cannot assign to field {name!r}"
    raise FrozenInstanceError(message)


def _refuse_to_delete(_instance: object, name: str) -> NoReturn:
    message = f"cannot delete field {name!r}"
    raise FrozenInstanceError(message)


def _state(instance: Any) -> list[Any]:
    """Return what a frozen instance is pickled as."""
    return [getattr(instance, name) for name in instance.__dataclass_fields__]


def _restore(instance: Any, state: list[Any]) -> None:
    for name, value in zip(instance.__dataclass_fields__, state, strict=True):
        object.__setattr__(instance, name, value)
