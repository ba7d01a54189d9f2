"""The errors of Seqlab."""

from __future__ import annotations

from typing import Any


class Error(Exception):
    """Something went wrong: a file that cannot be read or written, a training that diverged."""


class ModelError(Error):
    """A model file is damaged, foreign, of another version, or of another kind than asked for."""


class DataError(Error, ValueError):
    """Input or an option is wrong; the message says what would be right.

    file, line, column: the place in a file, None where it is not known. Lines and columns count from 1, columns in bytes.
    """

    file: str | None
    line: int | None
    column: int | None

    def __init__(self, message: str, file: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.file = file or None
        self.line = line or None
        self.column = column or None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.file or "", self.line or 0, self.column or 0)


class _OfService(Error):
    """An error of a service, with what its answer says."""

    status: int | None
    error_type: str | None

    def __init__(self, message: str, status: int | None = None, error_type: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.error_type = error_type

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.status, self.error_type)


class RequestError(_OfService, DataError):
    """A service refuses a request: a text, an option or the name of a model is wrong.

    status: that of the answer, None for a line of a stream; error_type: the service's short name of the error.
    """


class ServiceError(_OfService):
    """A service cannot be reached, asks for a token, is busy or fails.

    status: that of the answer, None if there was none; error_type: the service's short name of the error.
    """


class TrainingInterrupted(KeyboardInterrupt):
    """Ctrl-C ended a training.

    model: the model of the best epoch so far; it is also in the file that train() was asked to write.
    """

    def __init__(self, message: str, model: Any = None) -> None:
        super().__init__(message)
        self.model = model
