"""What goes wrong, with its source and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class NewsprintError(Exception):
    """Anything that newsprint could not do; `help` says what to do where that is known."""

    help: str | None

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.help = help

    def __str__(self) -> str:
        message = str(self.args[0])
        return f"{message} (help: {self.help})" if self.help else message

    def __reduce__(self) -> Any:
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[NewsprintError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    """An exception as it was in another process."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class Fault(NamedTuple):
    """Something in a pipeline file that its writer must mend."""

    name: str
    """The file, or `--set` for an override."""
    line: int
    """The line, from 1."""
    column: int
    """The column, from 1, in characters."""
    message: str
    """What is wrong."""
    help: str | None
    """What to do."""

    def __str__(self) -> str:
        hint = f" (help: {self.help})" if self.help else ""
        return f"{self.name}:{self.line}:{self.column}: {self.message}{hint}"


class ConfigError(NewsprintError):
    """A pipeline that cannot run as it is written: all of its faults at once."""

    faults: list[Fault]

    def __init__(self, faults: Iterable[tuple[str, int, int, str, str | None]]) -> None:
        self.faults = [Fault(*fault) for fault in faults]
        super().__init__("\n".join(str(fault) for fault in self.faults))


class RunError(NewsprintError):
    """Work that cannot go on as a whole."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message, help)


class DocumentError(NewsprintError):
    """A document that could not be read or worked on."""

    reject: Mapping[str, Any]
    """The line that a run would keep of it among its rejects: what failed, where and why, and the
    document as it was."""

    def __init__(self, reject: Mapping[str, Any]) -> None:
        super().__init__(f"{reject['place']}: `{reject['stage']}` failed: {reject['message']}")
        self.reject = reject
