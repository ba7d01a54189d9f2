"""A client of `tagger serve`."""

from __future__ import annotations

import collections
import contextlib
import email.utils
import http.client
import itertools
import json
import os
import random
import socket
import threading
import time
import urllib.parse
from time import sleep
from typing import Any, Callable, Generator, Iterable, Iterator, NamedTuple, Sequence

from seqlab.errors import DataError, RequestError, ServiceError
from seqlab.inputs import Input, given

# Of a service that does not say them.
_TEXTS = 1000
_BODY_BYTES = 10485760

_LONGEST_WAIT = 30.0  # seconds, between two tries
_STREAM_ENDS = ("ending", "timeout")  # errors of a stream, not of one of its lines


class _Lost(Exception):
    """There is no connection, or it ended before the answer; trying again may help.

    fresh: the connection was new.
    """

    def __init__(self, message: str, fresh: bool) -> None:
        super().__init__(message)
        self.fresh = fresh


class _Item(NamedTuple):
    """A text of a stream on its way to its answer."""

    given: Any
    line: bytes  # to send; empty if there is an error
    error: DataError | None


_Answer = tuple[http.client.HTTPResponse, bytes]
_Lines = Generator[tuple[_Item, bytes], None, None]


class Client:
    """What `tagger serve` answers, as the same JSON objects that the programs and `to_dict()` give.

    Any number of threads may use one client: a request takes an open connection that is free, or opens one. So may a
    forked process. It needs nothing but the service: no model is loaded.

        >>> with seqlab.Client("http://127.0.0.1:8080") as client:
        ...     client.tag(["Anna Berg moved to Bergen."])[0]["spans"]

    Methods raise RequestError, a DataError, for what the service refuses (an option or a text that is wrong, an unknown
    model), and ServiceError for a service that cannot be reached, asks for a token, is busy or fails. What may pass is
    tried again, with growing pauses: a connection that is refused or that ends before the answer, and the statuses 429
    and 503, after as long as the service asks.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8080",
        *,
        token: str | None = None,
        timeout: float = 60.0,
        retries: int = 5,
    ) -> None:
        """Opens no connection yet.

        url: the service's address; with a path, if a proxy has it below one.
        token: what `--token-file` of the service holds.
        timeout: seconds to wait for a connection, and for each part of an answer.
        retries: how often a request is tried again.
        """
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise DataError(f"the address of a service is like http://127.0.0.1:8080, not {url}")
        self._url = url
        self._secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port
        self._path = parts.path.rstrip("/")
        self._token = token
        self._timeout = timeout
        self._retries = retries
        self._limits: dict[str, int] | None = None
        self._free: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()
        self._process = os.getpid()

    def tag(
        self,
        texts: Iterable[Input],
        *,
        model: str | None = None,
        heads: Sequence[str] | None = None,
        probabilities: bool = False,
        n_best: int = 0,
        offsets: str = "codepoint",
    ) -> list[dict[str, Any]]:
        """Tags texts, or lists of words, in their order; long lists go in several requests.

        model: the name of a served tagger; it is needed if there are several.
        heads: those to compute; by default all.
        probabilities: of labels and spans too.
        n_best: the number of best label sequences of each sentence, for one head.
        offsets: the unit of places in texts: "codepoint", "byte" or "utf16".
        """
        options = _tag_options(model, heads, probabilities, n_best, offsets)
        return self._labelled("/v1/tag", "docs", options, texts)

    def classify(
        self, texts: Iterable[str], *, model: str | None = None, probabilities: bool = False
    ) -> list[dict[str, Any]]:
        """Classifies texts, in their order; long lists go in several requests.

        model: the name of a served classifier; it is needed if there are several.
        probabilities: of all labels, not only of the best.
        """
        return self._labelled("/v1/classify", "results", _classify_options(model, probabilities), texts, words=False)

    def tag_stream(
        self,
        texts: Iterable[Input],
        *,
        model: str | None = None,
        heads: Sequence[str] | None = None,
        probabilities: bool = False,
        n_best: int = 0,
        offsets: str = "codepoint",
        read_ahead: int = 256,
        on_error: Callable[[Input, DataError], Any] | None = None,
    ) -> Generator[Any, None, None]:
        """Tags texts, or lists of words, as they come; gives what tag() gives, one after another, in their order.

        Options are as for tag(). A thread reads `texts`, at most `read_ahead` of them beyond the last answer that was
        taken; an error that they raise is raised behind the answers before it. The stream goes over one connection,
        and over a new one where that ends (also after a pause that is too long for the service).

        on_error: called with a text that cannot be tagged and the DataError; what it returns takes the place of the
        answer. Without it, the error ends the iteration.

        Closing the generator ends the connection and the thread, which may still wait for the next text. A proxy in
        between must not buffer requests or answers. Over https, texts go in requests of `read_ahead` each.
        """
        options = _tag_options(model, heads, probabilities, n_best, offsets)
        return self._streamed("/v1/tag", options, texts, read_ahead, on_error, words=True)

    def classify_stream(
        self,
        texts: Iterable[str],
        *,
        model: str | None = None,
        probabilities: bool = False,
        read_ahead: int = 256,
        on_error: Callable[[str, DataError], Any] | None = None,
    ) -> Generator[Any, None, None]:
        """Classifies texts as they come; gives what classify() gives, as tag_stream() does."""
        options = _classify_options(model, probabilities)
        return self._streamed("/v1/classify", options, texts, read_ahead, on_error, words=False)

    def models(self) -> list[dict[str, Any]]:
        """What the served models say of themselves: name, task, language, heads with their labels, facts."""
        return _parsed(self._request("GET", "/v1/models"))["models"]  # type: ignore[no-any-return]

    def info(self) -> dict[str, Any]:
        """What the service says of itself: version, threads, adapters, limits."""
        return _parsed(self._request("GET", "/info"))  # type: ignore[no-any-return]

    def ready(self) -> bool:
        """Whether the service answers requests now; False also if it cannot be reached."""
        try:
            self._request("GET", "/ready", retries=0)
        except ServiceError:
            return False
        return True

    def close(self) -> None:
        """Ends the connections that are free. The client can still be used, and opens new ones."""
        with self._lock:
            free, self._free = self._free, []
        for connection in free:
            connection.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self._url!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._url, self._token, self._timeout, self._retries)

    def _labelled(
        self, path: str, key: str, options: dict[str, Any], texts: Iterable[Input], words: bool = True
    ) -> list[dict[str, Any]]:
        results: list[dict[str, Any]] = []
        for body in self._bodies(options, texts, words):
            try:
                answer = self._request("POST", path, body, "application/json")
            except RequestError as error:
                if not results:
                    raise
                message = f"{error}; the list of this request begins with the text of index {len(results)}"
                raise RequestError(message, error.status, error.error_type) from None
            results += _parsed(answer)[key]
        return results

    def _bodies(self, options: dict[str, Any], texts: Iterable[Input], words: bool) -> Iterator[bytes]:
        """Requests with as many inputs of one kind as the service takes."""
        head = json.dumps(options, ensure_ascii=False).encode()[:-1] + (b", " if options else b"")
        inputs = [_encoded(text, words) for text in _each(texts)]
        limits = self._limits_of_service() if len(inputs) > 1 else {"texts": 1, "body_bytes": 0}
        for key, group in itertools.groupby(inputs, lambda one: one[0]):
            part: list[bytes] = []
            size = 0
            frame = len(head) + len(key) + 8  # "": []}
            for _, data in group:
                if part and (len(part) == limits["texts"] or frame + size + len(data) > limits["body_bytes"]):
                    yield _body(head, key, part)
                    part, size = [], 0
                part.append(data)
                size += len(data) + 2
            yield _body(head, key, part)

    def _limits_of_service(self) -> dict[str, int]:
        if self._limits is None:
            try:
                self._limits = self.info()["limits"]
            except ServiceError as error:
                if error.status != 404:  # a proxy does not have the address
                    raise
                self._limits = {"texts": _TEXTS, "body_bytes": _BODY_BYTES}
        return self._limits

    def _headers(self, content_type: str = "") -> dict[str, str]:
        headers = {"Content-Type": content_type} if content_type else {}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _request(
        self, method: str, path: str, body: bytes | None = None, content_type: str = "", retries: int | None = None
    ) -> bytes:
        """The body of the answer. Raises RequestError and ServiceError."""
        response, data = self._tried(lambda: self._exchanged(method, path, body, self._headers(content_type)), retries)
        _raise_for_status(self._url, response.status, data)
        return data

    def _tried(self, exchange: Callable[[], _Answer], retries: int | None = None) -> _Answer:
        """Calls a function until it gives an answer with a status other than 429 and 503."""
        left = self._retries if retries is None else retries
        tries = 0
        while True:
            asked = 0.0
            try:
                response, data = exchange()
                if response.status not in (429, 503) or tries == left:
                    return response, data
                asked = _retry_after(response.headers.get("Retry-After"))
            except _Lost as lost:
                if not lost.fresh:
                    continue  # It was closed while it was free. There may be more of these.
                if tries == left:
                    raise ServiceError(str(lost)) from lost.__cause__
            sleep(_pause(tries, asked))
            tries += 1

    def _exchanged(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> _Answer:
        connection, fresh = self._taken()
        keep = False
        try:
            with self._errors_named(fresh):
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    connection.request(method, self._path + path, body, headers)
                # The service may have answered before it has read all.
                response = connection.getresponse()
            try:
                data = response.read()
            except (OSError, http.client.HTTPException) as error:
                raise ServiceError(f"{self._url}: the answer ended early: {error!r}") from error
            keep = not response.will_close
            return response, data
        finally:
            if keep:
                with self._lock:
                    self._free.append(connection)
            else:
                connection.close()

    @contextlib.contextmanager
    def _errors_named(self, fresh: bool) -> Iterator[None]:
        """Errors of a connection, which may be new, as those of this module."""
        try:
            yield
        except TimeoutError as error:
            raise ServiceError(f"{self._url}: no answer in {self._timeout:g} seconds") from error
        except (ConnectionError, http.client.CannotSendRequest, http.client.ResponseNotReady) as error:
            raise _Lost(f"{self._url}: there is no connection: {error}", fresh) from error
        except OSError as error:
            raise ServiceError(f"{self._url}: {error}") from error
        except http.client.HTTPException as error:
            raise ServiceError(f"{self._url}: this is no answer of HTTP: {error!r}") from error

    def _taken(self) -> tuple[http.client.HTTPConnection, bool]:
        """A connection, and whether it is new."""
        with self._lock:
            if self._process != os.getpid():
                # The connections are those of the process that this one was forked from.
                self._free, self._process = [], os.getpid()
            if self._free:
                return self._free.pop(), False
        return self._new(), True

    def _new(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=self._timeout)

    # Streams.

    def _streamed(
        self,
        path: str,
        options: dict[str, Any],
        texts: Iterable[Any],
        read_ahead: int,
        on_error: Callable[[Any, DataError], Any] | None,
        words: bool,
    ) -> Generator[Any, None, None]:
        if read_ahead < 1:
            raise ValueError("read_ahead must be at least 1")
        query = urllib.parse.urlencode({k: "true" if v is True else v for k, v in options.items()}, doseq=True)
        target = f"{path}?{query}" if query else path
        items = (_item(text, words) for text in _each(texts))
        answers = self._windows(target, items, read_ahead) if self._secure else self._lines(target, items, read_ahead)
        return _results(self._url, answers, on_error)

    def _windows(self, target: str, items: Iterator[_Item], read_ahead: int) -> _Lines:
        while window := list(itertools.islice(items, read_ahead)):
            body = b"".join(item.line for item in window)
            lines = iter(self._request("POST", target, body, "application/x-ndjson").split(b"\n"))
            for item in window:
                yield item, b"" if item.error else next(lines, b"")

    def _lines(self, target: str, items: Iterator[_Item], read_ahead: int) -> _Lines:
        source = _Source(items, read_ahead)
        stream: _Stream | None = None
        tries = 0
        try:
            while (item := source.first()) is not None:
                line = b""
                if item.error is None:
                    stream = stream or self._stream(target, source)
                    with self._errors_named(True):
                        line = stream.line()
                    if not line.endswith(b"\n") or _error_of(line) in _STREAM_ENDS:
                        stream.close()
                        stream = None
                        if tries == self._retries:
                            raise ServiceError(f"{self._url}: the stream ended before its answers: {line.decode()}")
                        if tries > 0:
                            sleep(_pause(tries, 0))
                        tries += 1
                        continue
                    tries = 0
                source.pop()
                yield item, line
            source.raise_error()
        finally:
            source.stop()
            if stream is not None:
                stream.close()

    def _stream(self, target: str, source: _Source) -> _Stream:
        """A stream that the service has accepted."""
        connection: http.client.HTTPConnection | None = None

        def exchange() -> _Answer:
            nonlocal connection
            connection = self._new()
            try:
                with self._errors_named(True):
                    connection.putrequest("POST", self._path + target)
                    for name, value in self._headers("application/x-ndjson").items():
                        connection.putheader(name, value)
                    connection.putheader("Transfer-Encoding", "chunked")
                    connection.endheaders()
                    channel = connection.sock
                    response = connection.getresponse()
                    if response.status == 200:
                        connection.sock = channel
                        return response, b""
                    return response, response.read()
            except BaseException:
                connection.close()
                raise

        response, data = self._tried(exchange)
        assert connection is not None
        try:
            _raise_for_status(self._url, response.status, data)
        except BaseException:
            connection.close()
            raise
        return _Stream(connection, response, source)


class _Source:
    """The texts of a stream, read by a thread, until they are answered."""

    def __init__(self, items: Iterator[_Item], read_ahead: int) -> None:
        self._items = items
        self._read_ahead = read_ahead
        self._waiting: collections.deque[_Item] = collections.deque()
        self._ended = False
        self._stopped = False
        self._error: BaseException | None = None
        self.changed = threading.Condition()
        self.answered = 0
        threading.Thread(target=self._read, name="seqlab texts", daemon=True).start()

    def _read(self) -> None:
        try:
            while True:
                with self.changed:
                    self.changed.wait_for(lambda: self._stopped or len(self._waiting) < self._read_ahead)
                    if self._stopped:
                        return
                item = next(self._items, None)
                if item is None:
                    return
                with self.changed:
                    self._waiting.append(item)
                    self.changed.notify_all()
        except BaseException as error:
            self._error = error
        finally:
            with self.changed:
                self._ended = True
                self.changed.notify_all()

    def first(self) -> _Item | None:
        """Waits for the next one to be answered; None at the end."""
        with self.changed:
            self.changed.wait_for(lambda: self._waiting or self._ended)
            return self._waiting[0] if self._waiting else None

    def pop(self) -> None:
        """The first one is answered."""
        with self.changed:
            self._waiting.popleft()
            self.answered += 1
            self.changed.notify_all()

    def numbered(self, number: int, closed: Callable[[], bool]) -> _Item | None:
        """Waits for the one of this number, which is not answered yet; None at the end, or if `closed` says so."""

        def there() -> bool:
            return number < self.answered + len(self._waiting)

        with self.changed:
            self.changed.wait_for(lambda: there() or self._ended or closed())
            return self._waiting[number - self.answered] if there() and not closed() else None

    def raise_error(self) -> None:
        """Raises what the texts raised."""
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        with self.changed:
            self._stopped = True
            self._waiting.clear()
            self.changed.notify_all()


class _Stream:
    """A connection on which texts go one way, by a thread, and answers the other."""

    def __init__(
        self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse, source: _Source
    ) -> None:
        assert connection.sock is not None
        self._connection = connection
        self._channel = connection.sock
        self._response = response
        self._source = source
        self._closed = False
        self._writer = threading.Thread(target=self._write, args=(source.answered,), name="seqlab stream", daemon=True)
        self._writer.start()

    def _write(self, number: int) -> None:
        try:
            while (item := self._source.numbered(number, lambda: self._closed)) is not None:
                number += 1
                if item.line:
                    self._channel.sendall(b"%x\r\n%b\r\n" % (len(item.line), item.line))
            if not self._closed:
                self._channel.sendall(b"0\r\n\r\n")
        except OSError:
            self._shut_down()

    def _shut_down(self) -> None:
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)

    def line(self) -> bytes:
        """The next answer, up to its line feed; without one if the connection has ended. Raises TimeoutError."""
        try:
            return self._response.readline()
        except TimeoutError:
            raise
        except (OSError, ValueError, http.client.HTTPException):
            return b""

    def close(self) -> None:
        with self._source.changed:
            self._closed = True
            self._source.changed.notify_all()
        self._shut_down()
        # Nothing is sent any more when the connection is closed, whose number may go to another one.
        self._writer.join()
        self._response.close()
        self._connection.close()


def _restored(url: str, token: str | None, timeout: float, retries: int) -> Client:
    return Client(url, token=token, timeout=timeout, retries=retries)


def _tag_options(
    model: str | None, heads: Sequence[str] | None, probabilities: bool, n_best: int, offsets: str
) -> dict[str, Any]:
    if isinstance(heads, str):
        raise TypeError("heads is a list of names")
    options: dict[str, Any] = {"model": model, "heads": list(heads or ()), "probabilities": probabilities}
    options |= {"n_best": n_best, "offsets": "" if offsets == "codepoint" else offsets}
    return {key: value for key, value in options.items() if value}


def _classify_options(model: str | None, probabilities: bool) -> dict[str, Any]:
    return {key: value for key, value in {"model": model, "probabilities": probabilities}.items() if value}


def _each(texts: Iterable[Any]) -> Iterator[Any]:
    if isinstance(texts, (str, bytes)):
        raise TypeError("give a list of texts; [text] for one")
    return iter(texts)


def _json(value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise DataError(f"a text has half of a surrogate pair, which UTF-8 cannot hold: {error.reason}") from None


def _encoded(text: Input, words: bool) -> tuple[str, bytes]:
    """The kind of an input, by its key in requests, and its JSON."""
    one = given(text)
    if isinstance(one, str):
        return "texts", _json(one)
    if not words:
        raise TypeError(f"a text to classify is a str, not {type(text).__name__}")
    if one[1]:
        raise DataError("the service takes words without feature columns")
    return "tokens", _json(one[0])


def _item(text: Any, words: bool) -> _Item:
    try:
        key, data = _encoded(text, words)
    except DataError as error:
        return _Item(text, b"", error)
    return _Item(text, b'{"%b": %b}\n' % (b"text" if key == "texts" else b"tokens", data), None)


def _body(head: bytes, key: str, inputs: list[bytes]) -> bytes:
    return b'%b"%b": [%b]}' % (head, key.encode(), b", ".join(inputs))


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise ServiceError(f"the answer is no JSON: {error}") from error


def _error_of(line: bytes) -> str | None:
    """The type of an error that an answer is."""
    if not line.startswith(b'{"error"'):
        return None
    value = _parsed(line)
    return value.get("error_type")  # type: ignore[no-any-return]


def _error(message: str, status: int | None, error_type: str | None) -> RequestError | ServiceError:
    refused = error_type in ("invalid_request", "invalid_json", "too_large", "unknown_model")
    kind = RequestError if refused or status in (400, 413, 422) else ServiceError
    return kind(message, status, error_type)


def _raise_for_status(url: str, status: int, data: bytes) -> None:
    if status == 200:
        return
    message, error_type = data.decode(errors="replace").strip()[:500], None
    with contextlib.suppress(ValueError, TypeError, KeyError):
        value = json.loads(data)
        message, error_type = value["error"], value["error_type"]
    raise _error(f"{url}: {message or 'no explanation'} (status {status})", status, error_type)


def _results(
    url: str, answers: _Lines, on_error: Callable[[Any, DataError], Any] | None
) -> Generator[Any, None, None]:
    with contextlib.closing(answers):
        for item, line in answers:
            error: RequestError | ServiceError | DataError | None = item.error
            value = None
            if error is None:
                value = _parsed(line)
                if (error_type := _error_of(line)) is not None:
                    error = _error(f"{url}: {value['error']}", None, error_type)
            if error is None:
                yield value
            elif isinstance(error, DataError) and on_error is not None:
                yield on_error(item.given, error)
            else:
                raise error


def _retry_after(header: str | None) -> float:
    """Seconds, from a number of them or a date."""
    if header is None:
        return 0.0
    with contextlib.suppress(ValueError):
        return float(header)
    with contextlib.suppress(ValueError, TypeError):
        return email.utils.parsedate_to_datetime(header).timestamp() - time.time()
    return 0.0


def _pause(tries: int, asked: float) -> float:
    """Seconds before the next try: what the service asked, or twice as long as before; a little more, by chance."""
    return min(_LONGEST_WAIT, max(asked, 0.1 * 2.0 ** min(tries, 10))) * random.uniform(1, 1.25)
