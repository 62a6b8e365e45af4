"""Dataclasses that are quick to make: ``dataclass(slots=True)``, as the standard library has it.

The standard library compiles up to seven methods of each class when its module is imported: a sixth
of the start of a command. Here the constructor alone is compiled then, and another method when it
is first called. The constructor of a frozen class fills its slots directly, in two thirds of the
time. Fields are those of the standard library: ``fields``, ``replace`` and ``asdict`` know them.
Annotations are texts, as in all modules of this package.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field, FrozenInstanceError
from typing import TYPE_CHECKING, Any, NoReturn

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
        return lambda cls: _with_methods(
            _with_fields(cls, kw_only=kw_only), dict(cls.__dict__), _Options(**options)
        )


class _Options(NamedTuple):
    """What a class was asked for; the library reads it where a class is derived."""

    frozen: bool = False
    eq: bool = True
    order: bool = False


_KIND = dataclasses._FIELD  # type: ignore[attr-defined]  # noqa: SLF001
"""The mark of a field that is no ``ClassVar``."""
_COMPARISONS = {"__eq__": "==", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}
_BY_FACTORY = object()
"""Stands in a constructor for a value that is made anew each time."""


def _with_fields(cls: Any, *, kw_only: bool) -> Any:
    """Return a class whose fields are slots, as the standard library remembers them."""
    inherited: dict[str, Any] = {}
    for base in cls.__mro__[-1:0:-1]:
        inherited |= base.__dict__.get("__dataclass_fields__", {})
    body = dict(cls.__dict__)
    fields = inherited.copy()
    for name, annotation in cls.__annotations__.items():
        if annotation.endswith("KW_ONLY"):
            kw_only = True
        elif not annotation.startswith("ClassVar"):
            default = body.pop(name, MISSING)
            field: Any = (
                default if isinstance(default, Field) else dataclasses.field(default=default)
            )
            field.name, field.type, field._field_type = name, annotation, _KIND  # noqa: SLF001
            field.kw_only = kw_only if field.kw_only is MISSING else field.kw_only
            fields[name] = field
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    body["__qualname__"] = cls.__qualname__
    body["__slots__"] = tuple(name for name in fields if name not in inherited)
    body["__dataclass_fields__"] = fields
    body["__match_args__"] = tuple(
        name for name, field in fields.items() if field.init and not field.kw_only
    )
    return type(cls)(cls.__name__, cls.__bases__, body)


def _with_methods(made: Any, own: dict[str, Any], options: _Options) -> Any:
    made.__dataclass_params__ = options
    made.__init__ = _constructor(made, frozen=options.frozen)
    if options.eq:
        made.__hash__ = own.get("__hash__")  # None, as for any class that has its own __eq__
    for name, body in _bodies(made, options).items():
        if own.get(name) is None:
            setattr(made, name, _when_called(made, name, body))
    if options.frozen:
        made.__setattr__ = _refuse_to_set
        made.__delattr__ = _refuse_to_delete
        made.__getstate__ = _state
        made.__setstate__ = _restore
    return made


def _constructor(made: Any, *, frozen: bool) -> Callable[..., None]:
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
        if frozen:
            scope[f"set_{name}"] = getattr(made, name).__set__
            lines.append(f"set_{name}(self, {value})")
        else:
            lines.append(f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    listed = ", ".join(parameters[False] + ["*", *parameters[True]] * bool(parameters[True]))
    return _compiled(made, "__init__", f"({listed}):\n " + "\n ".join(lines or ["pass"]), scope)


def _bodies(made: Any, options: _Options) -> dict[str, str]:
    """Return the methods besides the constructor, as code from the parameters on."""
    fields = dataclasses.fields(made)
    shown = ", ".join(f"{field.name}={{self.{field.name}!r}}" for field in fields if field.repr)
    compared = [field.name for field in fields if field.compare]
    mine, its = (f"({''.join(f'{of}.{name}, ' for name in compared)})" for of in ("self", "other"))
    bodies = {"__repr__": f"(self): return f'{{self.__class__.__qualname__}}({shown})'"}
    if options.eq and options.frozen:
        bodies["__hash__"] = f"(self): return hash({mine})"
    for name, sign in _COMPARISONS.items():
        if options.eq if name == "__eq__" else options.order:
            bodies[name] = (
                "(self, other): return "
                f"{mine} {sign} {its} if other.__class__ is self.__class__ else NotImplemented"
            )
    return bodies


def _when_called(made: Any, name: str, body: str) -> Callable[..., Any]:
    """Return a method that puts the compiled one in its place when it is first called."""

    def method(*values: Any) -> Any:
        compiled = _compiled(made, name, body, {})
        setattr(made, name, compiled)
        return compiled(*values)

    return method


def _compiled(made: Any, name: str, body: str, scope: dict[str, Any]) -> Callable[..., Any]:
    exec(f"def {name}{body}", scope)  # noqa: S102  # as the standard library does; of our own names
    method: Callable[..., Any] = scope[name]
    method.__module__ = made.__module__
    method.__qualname__ = f"{made.__qualname__}.{name}"
    return method


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
