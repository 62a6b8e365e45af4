"""Methods that are compiled when they are first called.

A command imports some hundred classes and uses a third of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from inspect import Signature

    Write = Callable[[Any], Callable[..., Any]]
    """Makes a method for a class."""


class Owner:
    """The class of late methods, known when it is made."""

    __slots__ = ("made",)
    made: Any

    def late(self, name: str, write: Write) -> Callable[..., Any]:
        """Return a method that puts the one written in its place, and calls it."""

        def method(*values: Any, **named: Any) -> Any:
            written = write(self.made)
            setattr(self.made, name, staticmethod(written) if name == "__new__" else written)
            return written(*values, **named)

        return method


class Parameters:
    """The parameters of a class, for ``inspect.signature``, worked out when they are asked for."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def __get__(self, _instance: object, owner: type) -> Signature:
        import inspect

        found = inspect.signature(self._write(owner))
        return found.replace(parameters=list(found.parameters.values())[1:])


def compiled(made: Any, name: str, code: str, scope: dict[str, Any]) -> Callable[..., Any]:
    """Return a method of a class, from its parameters and body as code."""
    exec(f"def {name}{code}", scope)  # noqa: S102  # as the standard library does; of our own names
    method: Callable[..., Any] = scope[name]
    method.__module__ = made.__module__
    method.__qualname__ = f"{made.__qualname__}.{name}"
    return method
