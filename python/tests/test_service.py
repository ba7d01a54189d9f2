"""`tagger serve`: seqlab.Client, and the clients of the services that it stands in for."""

from __future__ import annotations

import contextlib
import email.mime.multipart
import email.mime.nonmultipart
import email.policy
import http.server
import json
import os
import pathlib
import pickle
import queue
import re
import shutil
import socket
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Callable, Iterator

import pytest

import seqlab
from small_data import ROOT

MODELS = ("en", "en-ner", "en-sentiment")

# What breaks programs that cut texts at the wrong places, or count in the wrong units.
ODD = [
    "", " ", "Anna Berg 🙂 moved to Bergen. She likes it!", "👩‍👩‍👧 Ben met Zoë in São Paulo 🇳🇴.", "e\u0301te\u0301 in Orle\u0301ans",
    "\u202bשלום Anna \u202c from תל אביב", "يعيش Ben في عمان", "Anna\u2028left Oslo\u2029now", "Ben\u0085left \x0b\x0c Rome", "a\u200bb \ufeffc",
    "東京都 Anna", "\"quoted\" \\ / \b <b>&amp;", "x" * 3000, "Rome " * 500,
]


@contextlib.contextmanager
def service(*options: str, models: tuple[str, ...] = MODELS) -> Iterator[str]:
    """The address of a service that is ready; skips where the program is not built."""
    folder = pathlib.Path(os.environ.get("SEQLAB_PROGRAMS", ROOT / "build/release/tagger"))
    program = folder / "tagger" if (folder / "tagger").exists() else shutil.which("tagger")
    if program is None:
        pytest.skip("the program tagger is not built; SEQLAB_PROGRAMS names its folder")
    paths = {model.name: model.path for model in seqlab.models()}
    served = [f"--model={name}={paths[name]}" for name in models]
    command = [program, "serve", "--port", "0", *served, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None and process.stderr is not None
            address = process.stdout.readline().strip()
            ready = process.stderr.readline()
            assert '"ready"' in ready, ready + process.stderr.read()
            yield address
        finally:
            process.terminate()
            process.communicate()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with service("--adapter", "huggingface", "--adapter", "corenlp", "--adapter", "udpipe", "--adapter", "nametag") as url:
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[seqlab.Client]:
    with seqlab.Client(url) as client:
        yield client


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client would have slept."""
    slept: list[float] = []
    monkeypatch.setattr("seqlab.client.sleep", slept.append)
    return slept


def real_texts() -> list[str]:
    """Texts of the English Web Treebank, or of the project's own corpora where it is absent."""
    for path in (ROOT.parent / "shared/data/uner-ewt/dev.iob2", ROOT / "corpora/news.dev.conllu"):
        if path.exists():
            lines = path.read_text(encoding="utf-8").split("\n")
            return [line[9:] for line in lines if line.startswith("# text = ")]
    raise AssertionError


def real_words() -> list[list[str]]:
    return [re.findall(r"\w+|[^\w\s]", text) for text in real_texts()[:300]]


class TestAgreement:
    """A text by HTTP, in Python and by the program: the same bytes."""

    def test_texts(self, client: seqlab.Client, en: seqlab.Tagger, program: Callable[..., str]) -> None:
        texts = real_texts() + ODD
        expected = [en(text).to_json() for text in texts]
        assert program("tagger", "tag", "-m", path_of("en"), "--input-format", "text", "--output-format", "jsonl", "--quiet",
                       text="".join(text + "\n" for text in texts)) == "".join(line + "\n" for line in expected)
        for first in range(0, len(texts), 500):
            body = json.dumps({"texts": texts[first : first + 500], "model": "en"}).encode()
            answer = client._request("POST", "/v1/tag", body, "application/json")
            assert answer == b'{"model": "en", "docs": [' + ", ".join(expected[first : first + 500]).encode() + b"]}"
        assert client.tag(texts, model="en") == [json.loads(line) for line in expected]
        assert list(client.tag_stream(texts, model="en")) == [json.loads(line) for line in expected]

    def test_words(self, client: seqlab.Client, en: seqlab.Tagger, program: Callable[..., str]) -> None:
        sentences = real_words() + [["Anna", "🙂", "e\u0301", "a\u2028b", "שלום"]]
        expected = [en(words).to_json() for words in sentences]
        assert program("tagger", "tag", "-m", path_of("en"), "--input-format", "tokens", "--output-format", "jsonl", "--quiet",
                       text="".join(" ".join(words) + "\n" for words in sentences)) == "".join(line + "\n" for line in expected)
        body = json.dumps({"tokens": sentences, "model": "en"}).encode()
        answer = client._request("POST", "/v1/tag", body, "application/json")
        assert answer == b'{"model": "en", "docs": [' + ", ".join(expected).encode() + b"]}"
        assert client.tag(sentences, model="en") == [json.loads(line) for line in expected]
        assert list(client.tag_stream(sentences, model="en")) == [json.loads(line) for line in expected]

    def test_classes(self, client: seqlab.Client, program: Callable[..., str]) -> None:
        classifier = seqlab.load_classifier("en-sentiment")
        texts = real_texts()[:500] + [text for text in ODD if text.strip()]
        expected = [classifier.to_json(text, probabilities=True) for text in texts]
        lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
        assert program("sentiment", "classify", "-m", path_of("en-sentiment"), "--input-format", "jsonl", "--probabilities",
                       "--quiet", text=lines) == "".join(line + "\n" for line in expected)
        for first in range(0, len(texts), 500):
            body = json.dumps({"texts": texts[first : first + 500], "probabilities": True}).encode()
            answer = client._request("POST", "/v1/classify", body, "application/json")
            part = ", ".join(expected[first : first + 500]).encode()
            assert answer == b'{"model": "en-sentiment", "results": [' + part + b"]}"
        results = [json.loads(line) for line in expected]
        assert client.classify(texts, probabilities=True) == results
        assert list(client.classify_stream(texts, probabilities=True)) == results
        assert client.classify([""]) == [json.loads(classifier.to_json(""))]


def path_of(model: str) -> str:
    return next(one.path for one in seqlab.models() if one.name == model)


class TestClient:
    def test_options(self, client: seqlab.Client) -> None:
        text = "🙂 Anna Berg left."
        doc = client.tag([text], model="en", heads=["NER"], probabilities=True)[0]
        tagger = seqlab.load("en", head="NER", probabilities=True)
        assert doc == tagger(text).to_dict() and "probability" in doc["spans"][0]
        starts = {unit: client.tag([text], model="en-ner", offsets=unit)[0]["spans"][0]["start"]
                  for unit in ("codepoint", "utf16", "byte")}
        assert starts == {"codepoint": 2, "utf16": 3, "byte": 5}
        best = client.tag([["Jordan", "met", "Georgia"]], model="en-ner", n_best=2)[0]
        expected = seqlab.load("en-ner").n_best(["Jordan", "met", "Georgia"], 2)
        assert [one["labels"] for one in best["alternatives"]] == [labels for labels, _ in expected]
        assert list(client.tag_stream([text], model="en", heads=["NER"], probabilities=True)) == [doc]
        streamed = list(client.tag_stream([["Jordan", "met", "Georgia"]], model="en-ner", n_best=2, offsets="utf16"))
        assert streamed == [best]

    def test_texts_and_words_keep_their_order(self, client: seqlab.Client) -> None:
        inputs = ["Anna left.", ["Ben", "left"], seqlab.Words(["Rome"]), "Oslo", "", []]
        docs = client.tag(inputs, model="en-ner")
        assert docs == [client.tag([one], model="en-ner")[0] for one in inputs]
        assert docs == list(client.tag_stream(inputs, model="en-ner"))
        assert client.tag([], model="en-ner") == [] and list(client.tag_stream([], model="en-ner")) == []
        assert client.tag(iter(["a", "b"]), model="en-ner") == client.tag(["a", "b"], model="en-ner")

    def test_long_lists_go_in_several_requests(self, client: seqlab.Client) -> None:
        texts = [f"Anna saw {number} cats." for number in range(2500)]
        assert [doc["text"] for doc in client.tag(texts, model="en-ner")] == texts
        with service("--max-texts", "7", "--max-body", "2000", "--max-text", "1000", models=("en-ner",)) as url:
            small = seqlab.Client(url)
            texts = ["é" * (number % 400) for number in range(100)]
            assert [doc["text"] for doc in small.tag(texts)] == texts
            with pytest.raises(seqlab.RequestError, match="begins with the text of index 7"):
                small.tag(["a"] * 8 + ["é" * 501])

    def test_what_is_wrong_is_refused(self, client: seqlab.Client) -> None:
        def refused(call: Callable[[], Any]) -> tuple[int | None, str | None]:
            with pytest.raises(seqlab.RequestError) as caught:
                call()
            assert isinstance(caught.value, seqlab.DataError)
            assert pickle.loads(pickle.dumps(caught.value)).status == caught.value.status
            return caught.value.status, caught.value.error_type

        assert refused(lambda: client.tag(["a"])) == (422, "invalid_request")
        assert refused(lambda: client.tag(["a"], model="frisian")) == (404, "unknown_model")
        assert refused(lambda: client.tag(["a"], model="en-sentiment")) == (422, "invalid_request")
        assert refused(lambda: client.tag(["a"], model="en", heads=["Z"])) == (422, "invalid_request")
        assert refused(lambda: client.tag(["a"], model="en", offsets="words")) == (422, "invalid_request")
        assert refused(lambda: client.tag([["a", ""]], model="en")) == (422, "invalid_request")
        assert refused(lambda: client.tag(["a" * 1100000], model="en")) == (413, "too_large")
        assert refused(lambda: client.tag(["a" * 11000000], model="en")) == (413, "too_large")
        assert refused(lambda: list(client.tag_stream(["a"], model="en", offsets="words"))) == (422, "invalid_request")
        assert refused(lambda: list(client.tag_stream(["a"], model="frisian"))) == (None, "unknown_model")
        with pytest.raises(seqlab.DataError, match="surrogate"):
            client.tag(["a\ud800"], model="en")
        with pytest.raises(seqlab.DataError, match="feature columns"):
            client.tag([seqlab.Words(["a"], {"XPOS": ["b"]})], model="en")
        for wrong in ("text", b"text"):
            with pytest.raises(TypeError, match="list of texts"):
                client.tag(wrong, model="en")  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            client.tag([5], model="en")  # type: ignore[list-item]
        with pytest.raises(TypeError, match="heads"):
            client.tag(["a"], heads="NER")
        with pytest.raises(TypeError, match="str"):
            client.classify([["a"]])  # type: ignore[list-item]
        for address in ("127.0.0.1:8080", "ftp://a", "http://", "http://a/?b"):
            with pytest.raises(seqlab.DataError, match="address"):
                seqlab.Client(address)

    def test_what_the_service_says(self, client: seqlab.Client) -> None:
        assert [model["name"] for model in client.models()] == list(MODELS)
        assert client.info()["version"] == seqlab.__version__
        assert client.info()["adapters"] == ["huggingface", "corenlp", "udpipe", "nametag"]
        assert client.ready()

    def test_tokens_are_sent(self, tmp_path: pathlib.Path) -> None:
        token = tmp_path / "token"
        token.write_text("secret\n")
        with service("--token-file", str(token), models=("en-ner",)) as url:
            assert seqlab.Client(url, token="secret").tag(["Anna"])[0]["spans"]
            assert list(seqlab.Client(url, token="secret").tag_stream(["Anna"]))
            for other in (seqlab.Client(url), seqlab.Client(url, token="public")):
                with pytest.raises(seqlab.ServiceError) as caught:
                    other.tag(["Anna"])
                assert caught.value.status == 401
                with pytest.raises(seqlab.ServiceError):
                    list(other.tag_stream(["Anna"]))
                assert other.ready()

    def test_a_client_serves_several_threads_and_is_pickled(self, client: seqlab.Client) -> None:
        texts = real_texts()[:50]
        expected = client.tag(texts, model="en-ner")
        found: list[Any] = []
        threads = [threading.Thread(target=lambda: found.append(client.tag(texts, model="en-ner"))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [expected] * 8
        assert pickle.loads(pickle.dumps(client)).tag(texts, model="en-ner") == expected

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
    def test_a_forked_process_has_connections_of_its_own(self, client: seqlab.Client) -> None:
        client.tag(["Anna"], model="en-ner")
        read, write = os.pipe()
        if os.fork() == 0:
            os.write(write, client.tag(["Rome"], model="en-ner")[0]["text"].encode())
            os._exit(0)
        assert os.read(read, 100) == b"Rome"
        os.wait()
        assert client.tag(["Oslo"], model="en-ner")[0]["text"] == "Oslo"


class Relay:
    """A way to a service that can be cut. cuts: for each connection, after how many bytes of answers it ends."""

    def __init__(self, url: str, cuts: list[int]) -> None:
        self._to = urllib.parse.urlsplit(url)
        self._cuts = cuts
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self._listening.getsockname()[1]
        self.connections = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                self.connections += 1
                left = self._cuts.pop(0) if self._cuts else None
                far = socket.create_connection((self._to.hostname, self._to.port))  # type: ignore[arg-type]
                self._open += [near, far]
                threading.Thread(target=self._pass, args=(near, far, None), daemon=True).start()
                threading.Thread(target=self._pass, args=(far, near, left), daemon=True).start()

    @staticmethod
    def _pass(source: socket.socket, target: socket.socket, left: int | None) -> None:
        with contextlib.suppress(OSError):
            while left != 0 and (data := source.recv(4096 if left is None else min(left, 4096))):
                target.sendall(data)
                left = None if left is None else left - len(data)
        shut_down(source, target)

    def hang_up(self) -> None:
        """Ends the connections that there are."""
        shut_down(*self._open)

    def close(self) -> None:
        self._listening.close()
        self.hang_up()


def shut_down(*sockets: socket.socket) -> None:
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def answers(*replies: tuple[int, dict[str, str], bytes]) -> Iterator[tuple[str, list[str]]]:
    """A service that gives these answers, one after another and the last one again, and what was asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = replies[min(len(asked), len(replies) - 1)]
            asked.append(self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def log_message(self, *arguments: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/below/", asked
        server.shutdown()


class TestTriesAgain:
    GOOD = (200, {}, b'{"model": "m", "docs": [{"text": "a"}]}')
    BUSY = (429, {"Retry-After": "7"}, b'{"error": "full", "error_type": "queue_full"}')
    STARTING = (503, {}, b'{"error": "starting", "error_type": "starting"}')

    def test_a_busy_service_is_asked_again_after_what_it_says(self, pauses: list[float]) -> None:
        with answers(self.BUSY, self.STARTING, self.GOOD) as (url, asked):
            assert seqlab.Client(url).tag(["a"]) == [{"text": "a"}]
            assert asked == ["/below/v1/tag"] * 3
        assert len(pauses) == 2 and 7 <= pauses[0] <= 7 * 1.25 and 0.2 <= pauses[1] <= 0.25

    def test_a_number_of_times(self, pauses: list[float]) -> None:
        with answers(self.BUSY) as (url, asked):
            with pytest.raises(seqlab.ServiceError, match="full") as caught:
                seqlab.Client(url, retries=2).tag(["a"])
            assert (caught.value.status, caught.value.error_type, len(asked)) == (429, "queue_full", 3)
            with pytest.raises(seqlab.ServiceError, match="full"):
                list(seqlab.Client(url, retries=1).tag_stream(["a"]))
            assert len(asked) == 5
        assert len(pauses) == 3

    def test_no_more_than_half_a_minute(self, pauses: list[float]) -> None:
        with answers((503, {"Retry-After": "86400"}, b""), (503, {"Retry-After": "Wed, 21 Oct 2915 07:28:00 GMT"}, b""),
                     self.GOOD) as (url, _):
            seqlab.Client(url).tag(["a"])
        assert len(pauses) == 2 and all(30 <= pause <= 40 for pause in pauses)

    def test_other_errors_are_raised_at_once(self, pauses: list[float]) -> None:
        for status, kind in ((400, seqlab.RequestError), (422, seqlab.RequestError), (404, seqlab.ServiceError),
                             (500, seqlab.ServiceError), (301, seqlab.ServiceError)):
            with answers((status, {}, b"no JSON")) as (url, asked):
                with pytest.raises(kind, match="no JSON") as caught:
                    seqlab.Client(url).tag(["a"])
                assert caught.value.status == status and len(asked) == 1
        assert pauses == []

    def test_where_nobody_listens(self, pauses: list[float]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as unused:
            port = unused.getsockname()[1]
        client = seqlab.Client(f"http://127.0.0.1:{port}", retries=3)
        with pytest.raises(seqlab.ServiceError, match="no connection"):
            client.tag(["a"])
        assert len(pauses) == 3
        with pytest.raises(seqlab.ServiceError, match="no connection"):
            list(client.tag_stream(["a"]))
        assert not client.ready() and len(pauses) == 6

    def test_a_connection_that_ends_before_the_answer(self, url: str, pauses: list[float]) -> None:
        relay = Relay(url, [0, 0])
        assert seqlab.Client(relay.url).tag(["Anna"], model="en-ner")[0]["text"] == "Anna"
        assert (relay.connections, len(pauses)) == (3, 2)
        relay.close()

    def test_a_free_connection_that_has_ended_costs_no_pause(self, url: str, pauses: list[float]) -> None:
        relay = Relay(url, [])
        client = seqlab.Client(relay.url)
        for number in range(3):
            assert client.tag([str(number)], model="en-ner")[0]["text"] == str(number)
            relay.hang_up()
        assert pauses == [] and relay.connections == 3
        relay.close()

    def test_an_answer_that_breaks_off_is_an_error(self, url: str) -> None:
        relay = Relay(url, [400])
        with pytest.raises(seqlab.ServiceError, match="ended early"):
            seqlab.Client(relay.url).tag(real_texts()[:20], model="en")
        relay.close()

    def test_one_connection_serves_many_requests(self, url: str) -> None:
        relay = Relay(url, [])
        with seqlab.Client(relay.url) as client:
            for _ in range(5):
                client.tag(["a"], model="en-ner")
        assert relay.connections == 1
        relay.close()

    def test_what_is_no_service(self, pauses: list[float]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            def greet() -> None:
                near, _ = listening.accept()
                near.sendall(b"220 mail.example ESMTP\r\n")
                near.recv(1000)
                near.close()

            threading.Thread(target=greet, daemon=True).start()
            with pytest.raises(seqlab.ServiceError, match="no answer of HTTP"):
                seqlab.Client("http://127.0.0.1:%d" % listening.getsockname()[1]).tag(["a"])

    def test_a_service_that_does_not_answer(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            client = seqlab.Client("http://127.0.0.1:%d" % silent.getsockname()[1], timeout=0.1)
            with pytest.raises(seqlab.ServiceError, match="no answer in 0.1 seconds"):
                client.tag(["a"])
            with pytest.raises(seqlab.ServiceError, match="no answer in 0.1 seconds"):
                list(client.tag_stream(["a"]))
        assert not client.ready()


def seqlab_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("seqlab ")]


class TestStreams:
    def test_answers_come_while_texts_do(self, client: seqlab.Client) -> None:
        texts: queue.Queue[str | None] = queue.Queue()
        stream = client.tag_stream(iter(texts.get, None), model="en-ner")
        for number in range(5):
            texts.put(f"Anna {number}")
            assert next(stream)["text"] == f"Anna {number}"
        texts.put(None)
        assert list(stream) == []

    def test_few_texts_are_read_ahead(self, client: seqlab.Client) -> None:
        read = 0

        def texts() -> Iterator[str]:
            nonlocal read
            for number in range(1000):
                read += 1
                yield f"Anna {number}"

        stream = client.tag_stream(texts(), model="en-ner", read_ahead=10)
        for number in range(200):
            assert next(stream)["text"] == f"Anna {number}"
            assert read <= number + 1 + 10
        stream.close()
        with pytest.raises(ValueError):
            client.tag_stream([], read_ahead=0)

    def test_closing_ends_thread_and_connection(self, url: str) -> None:
        relay = Relay(url, [])
        stream = seqlab.Client(relay.url).tag_stream((f"Anna {n}" for n in range(10**9)), model="en-ner")
        assert [next(stream)["text"] for _ in range(3)] == ["Anna 0", "Anna 1", "Anna 2"]
        assert len(seqlab_threads()) == 2 and relay.connections == 1
        stream.close()
        for thread in threading.enumerate():
            if thread.name.startswith("seqlab "):
                thread.join(60)
        assert seqlab_threads() == []
        relay.close()

    def test_a_thread_that_waits_for_a_text_does_not_hinder_closing(self, client: seqlab.Client) -> None:
        texts: queue.Queue[str | None] = queue.Queue()
        texts.put("Anna")
        stream = client.tag_stream(iter(texts.get, None), model="en-ner")
        next(stream)
        stream.close()
        texts.put(None)

    def test_a_text_that_is_refused(self, client: seqlab.Client) -> None:
        inputs = ["Anna", ["a", ""], "b\ud800", "c" * 1100000, "Rome"]
        stream = client.tag_stream(inputs, model="en-ner")
        assert next(stream)["text"] == "Anna"
        with pytest.raises(seqlab.RequestError, match="empty"):
            next(stream)
        assert list(stream) == []
        found = list(client.tag_stream(inputs, model="en-ner", on_error=lambda text, error: (text, type(error))))
        assert [one["text"] for one in (found[0], found[4])] == ["Anna", "Rome"]
        assert found[1:4] == [(inputs[1], seqlab.RequestError), (inputs[2], seqlab.DataError), (inputs[3], seqlab.RequestError)]
        with pytest.raises(TypeError):
            list(client.tag_stream(["Anna", 5], model="en-ner", on_error=lambda text, error: None))  # type: ignore[list-item]

    def test_an_error_of_the_texts_is_raised_behind_their_answers(self, client: seqlab.Client) -> None:
        def texts() -> Iterator[str]:
            yield "Anna"
            yield "Ben"
            raise KeyError("lost")

        stream = client.tag_stream(texts(), model="en-ner")
        assert [next(stream)["text"], next(stream)["text"]] == ["Anna", "Ben"]
        with pytest.raises(KeyError, match="lost"):
            next(stream)

    def test_a_stream_goes_on_over_a_new_connection(self, url: str, pauses: list[float]) -> None:
        texts = real_texts()[:300]
        expected = seqlab.Client(url).tag(texts, model="en-ner")
        relay = Relay(url, [0, 100, 5000, 20000, 300, 20001])
        assert list(seqlab.Client(relay.url).tag_stream(texts, model="en-ner")) == expected
        assert relay.connections >= 6
        relay.close()
        relay = Relay(url, [300] * 100)
        with pytest.raises(seqlab.ServiceError, match="before its answers"):
            list(seqlab.Client(relay.url, retries=3).tag_stream(["a " * 1000, "b"], model="en-ner"))
        relay.close()

    def test_a_stream_goes_on_after_a_long_pause(self) -> None:
        with service("--body-timeout", "0.2", models=("en-ner",)) as url:
            relay = Relay(url, [])
            texts: queue.Queue[str | None] = queue.Queue()
            stream = seqlab.Client(relay.url).tag_stream(iter(texts.get, None))
            for number in range(3):
                texts.put(f"Anna {number}")
                assert next(stream)["text"] == f"Anna {number}"
                while number < 2 and ended(url) <= number:
                    pass
            texts.put(None)
            assert list(stream) == [] and relay.connections == 3
            relay.close()

    def test_windows_give_the_same(self, client: seqlab.Client) -> None:
        inputs = real_texts()[:100] + ["b\ud800", "Ro\u2028me"]
        secure = pickle.loads(pickle.dumps(client))
        expected = list(client.tag_stream(inputs, model="en-ner", on_error=lambda text, error: None))
        secure._secure, secure._new = True, client._new  # as over https, without it
        found = list(secure.tag_stream(inputs, model="en-ner", read_ahead=7, on_error=lambda text, error: None))
        assert found == expected


def ended(url: str) -> int:
    """How many streams the service has ended."""
    with urllib.request.urlopen(url + "metrics") as response:
        found = re.search(r'_requests_total\{[^}]*/v1/tag[^}]*\} (\d+)', response.read().decode())
    return int(found[1]) if found else 0


class TestHuggingFace:
    def test_token_classification(self, url: str) -> None:
        hub = pytest.importorskip("huggingface_hub")
        client = hub.InferenceClient(model=f"{url}huggingface/en-ner")
        text = "🙂 Anna Berg moved to Bergen. She left Oslo."
        expected = seqlab.load("en-ner")(text).ents
        found = client.token_classification(text)
        assert [(e.entity_group, e.word, e.start, e.end) for e in found] == [
            (e.label_, e.text, e.start_char, e.end_char) for e in expected]
        assert [e.score for e in found] == pytest.approx([e.score for e in expected], abs=1e-6)
        assert client.token_classification("") == []
        assert client.token_classification("Anna", ignore_labels=["PER", "O"]) == []
        every = client.token_classification(text, aggregation_strategy="max", ignore_labels=[])
        assert [(e.entity_group, e.word) for e in every] == [
            ("O", "🙂"), ("PER", "Anna Berg"), ("O", "moved to"), ("LOC", "Bergen"), ("O", "."), ("O", "She left"),
            ("LOC", "Oslo"), ("O", ".")]
        plain = client.token_classification(text, aggregation_strategy="none", stride=3)
        assert [(e.entity, e.word, e.index) for e in plain] == [
            ("B-PER", "Anna", 2), ("I-PER", "Berg", 3), ("B-LOC", "Bergen", 6), ("B-LOC", "Oslo", 10)]
        with pytest.raises(hub.errors.HfHubHTTPError, match="aggregation_strategy"):
            client.token_classification(text, aggregation_strategy="some")

    def test_another_head(self, url: str) -> None:
        hub = pytest.importorskip("huggingface_hub")
        found = hub.InferenceClient(model=f"{url}huggingface/en?head=UPOS").token_classification("She left.")
        assert [(e.entity_group, e.word) for e in found] == [("PRON", "She"), ("VERB", "left"), ("PUNCT", ".")]
        assert [e.entity_group for e in hub.InferenceClient(model=f"{url}huggingface/en").token_classification("Anna")] == ["PER"]

    def test_text_classification(self, url: str) -> None:
        hub = pytest.importorskip("huggingface_hub")
        client = hub.InferenceClient(model=f"{url}huggingface/en-sentiment")
        text = "A warm and clever film."
        classifier = seqlab.load_classifier("en-sentiment")
        expected = sorted(zip(classifier.predict_proba([text])[0].tolist(), classifier.labels), reverse=True)
        found = client.text_classification(text)
        assert [e.label for e in found] == [label for _, label in expected]
        assert [e.score for e in found] == pytest.approx([score for score, _ in expected], abs=1e-6)
        assert [e.label for e in client.text_classification(text, top_k=1, function_to_apply="softmax")] == ["positive"]
        with pytest.raises(hub.errors.HfHubHTTPError, match="function_to_apply"):
            client.text_classification(text, function_to_apply="sigmoid")

    def test_lists_and_unknown_models(self, url: str) -> None:
        assert [len(one) for one in post(f"{url}huggingface/en-ner", {"inputs": ["Anna", "", "Ben saw Rome"]})] == [1, 0, 2]
        assert len(post(f"{url}huggingface/en-sentiment", {"inputs": ["Good.", "Bad."]})) == 2
        with pytest.raises(urllib.error.HTTPError, match="404"):
            post(f"{url}huggingface/frisian", {"inputs": "a"})


def post(url: str, value: Any) -> Any:
    request = urllib.request.Request(url, json.dumps(value).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


class TestCoreNLP:
    def test_tagging(self, url: str, en: seqlab.Tagger) -> None:
        corenlp = pytest.importorskip("nltk.parse.corenlp")
        words = "Rami Eid is studying at Stony Brook University in NY".split()
        doc = en(words)
        assert corenlp.CoreNLPParser(url=f"{url}corenlp", tagtype="pos").tag(words) == [(t.text, t.tag_) for t in doc]
        names = corenlp.CoreNLPParser(url=f"{url}corenlp/", tagtype="ner").tag(words)
        types = {t: e.label_ for e in doc.ents for t in range(e.start, e.end)}
        assert types and names == [(word, types.get(number, "O")) for number, word in enumerate(words)]

    def test_raw_sentences(self, url: str, en: seqlab.Tagger) -> None:
        corenlp = pytest.importorskip("nltk.parse.corenlp")
        parser = corenlp.CoreNLPParser(url=f"{url}corenlp", tagtype="pos")
        texts = ["Anna left. She ran!", "Ben's cat isn't here 🙂"]
        found = list(parser.raw_tag_sents(texts))
        assert [[word for word, _ in sentences[0]] for sentences in found] == [[t.text for t in en(text)] for text in texts]
        assert [len(sentences) for sentences in found] == [1, 1]
        text = texts[0] + " " + texts[1]
        assert list(parser.tokenize(text)) == [t.text for t in en(text)]

    def test_what_is_not_served_is_refused(self, url: str) -> None:
        corenlp = pytest.importorskip("nltk.parse.corenlp")
        requests = pytest.importorskip("requests")
        with pytest.raises(requests.exceptions.HTTPError, match="the annotator lemma is not served"):
            list(corenlp.CoreNLPParser(url=f"{url}corenlp").raw_parse("Anna left."))
        with service("--adapter", "corenlp", models=("en-ner",)) as names_only:
            with pytest.raises(requests.exceptions.HTTPError, match="the annotator pos needs"):
                corenlp.CoreNLPParser(url=f"{names_only}corenlp", tagtype="pos").tag(["Anna"])
            assert corenlp.CoreNLPParser(url=f"{names_only}corenlp", tagtype="ner").tag(["Anna"]) == [("Anna", "PER")]

    def annotated(self, url: str, text: str, **properties: str) -> Any:
        query = urllib.parse.urlencode({"properties": json.dumps(properties)})
        request = urllib.request.Request(f"{url}corenlp?{query}", text.encode(), {"Content-Type": "text/plain"})
        with urllib.request.urlopen(request) as response:
            return json.load(response)["sentences"]

    def test_places_and_white_space(self, url: str) -> None:
        text = " 🙂 Anna  Berg left.\nSo did e\u0301 Ben. "
        sentences = self.annotated(url, text)
        tokens = [token for sentence in sentences for token in sentence["tokens"]]
        assert "".join(t["before"] + t["originalText"] for t in tokens) + tokens[-1]["after"] == text
        assert all(text[t["codepointOffsetBegin"] : t["codepointOffsetEnd"]] == t["originalText"] for t in tokens)
        encoded = text.encode("utf-16-le")
        for t in tokens:
            begin, end = 2 * t["characterOffsetBegin"], 2 * t["characterOffsetEnd"]
            assert encoded[begin:end].decode("utf-16-le") == t["originalText"]
        assert [t["after"] for t in tokens[:-1]] == [t["before"] for t in tokens[1:]]
        assert [sentence["index"] for sentence in sentences] == [0, 1]
        mentions = [mention for sentence in sentences for mention in sentence["entitymentions"]]
        assert [(m["text"], m["ner"]) for m in mentions] == [("Anna  Berg", "PER"), ("Ben", "PER")]
        for mention in mentions:
            inside = tokens[mention["docTokenBegin"] : mention["docTokenEnd"]]
            assert inside[0]["characterOffsetBegin"] == mention["characterOffsetBegin"] and inside[-1]["ner"] == "PER"

    def test_sentences_end_as_is_asked(self, url: str) -> None:
        text = "Anna left. Ben ran.\nRome fell. Oslo"
        words = lambda **properties: [[t["word"] for t in s["tokens"]] for s in self.annotated(url, text, **properties)]  # noqa: E731
        pieces = [["Anna", "left", "."], ["Ben", "ran", "."], ["Rome", "fell", "."], ["Oslo"]]
        assert words() == pieces
        assert words(**{"ssplit.isOneSentence": "true"}) == [sum(pieces, [])]
        assert words(**{"ssplit.eolonly": "true"}) == [pieces[0] + pieces[1], pieces[2] + pieces[3]]
        assert words(**{"tokenize.whitespace": "true", "ssplit.eolonly": "true"}) == [line.split() for line in text.split("\n")]
        assert self.annotated(url, "") == [] and self.annotated(url, "", **{"tokenize.whitespace": "true"}) == []

    def test_two_models_answer_together(self, url: str) -> None:
        with service("--adapter", "corenlp", models=("en-ner", "en-pos", "en-sentiment")) as apart:
            sentences = self.annotated(apart, "Anna left Rome. 🙂", annotators="tokenize,pos,ner")
        assert [(t["pos"], t["ner"]) for t in sentences[0]["tokens"]] == [
            ("NNP", "PER"), ("VBD", "O"), ("NNP", "LOC"), (".", "O")]

    def test_whether_it_lives(self, url: str) -> None:
        for path, text in (("live", b"live\n"), ("ready", b"ready\n"), ("ping", b"pong\n")):
            with urllib.request.urlopen(f"{url}corenlp/{path}") as response:
                assert response.read() == text


def form(url: str, **values: str) -> Any:
    """What the clients of UDPipe and NameTag do: a form made with Python's parts of mail."""
    message = email.mime.multipart.MIMEMultipart("form-data", policy=email.policy.HTTP)
    for name, value in values.items():
        part = email.mime.nonmultipart.MIMENonMultipart("text", "plain")
        part.add_header("Content-Disposition", f'form-data; name="{name}"')
        part.add_header("Content-Transfer-Encoding", "8bit")
        part.set_payload(value, charset="utf-8")
        message.attach(part)
    body = message.as_bytes().split(b"\r\n\r\n", maxsplit=1)[1]
    request = urllib.request.Request(url, body, {"Content-Type": str(message["Content-Type"]).replace("\n", "")})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def refused_form(url: str, **values: str) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as caught:
        form(url, **values)
    return caught.value.code, json.load(caught.value)["error"]


class TestUDPipe:
    TEXT = "Anna Berg moved to Bergen. She isn't there 🙂."

    def test_text(self, url: str, en: seqlab.Tagger) -> None:
        answer = form(f"{url}udpipe/process", data=self.TEXT, tokenizer="", tagger="", model="en")
        assert answer == {"model": "en", "acknowledgements": [], "result": en(self.TEXT).to_conllu()}
        urlencoded = urllib.parse.urlencode({"data": self.TEXT, "tokenizer": "", "tagger": ""})
        with urllib.request.urlopen(f"{url}udpipe/process", urlencoded.encode()) as response:
            assert json.load(response) == answer
        with urllib.request.urlopen(f"{url}udpipe/process?{urlencoded}") as response:
            assert json.load(response) == answer
        for columns in (line.split("\t") for line in answer["result"].split("\n") if "\t" in line):
            assert (columns[2], columns[6], columns[7]) == ("_", "_", "_")

    def test_without_a_tagger(self, url: str) -> None:
        result = form(f"{url}udpipe/process", data="Anna left.\nShe ran. So", tokenizer="presegmented")["result"]
        assert [line for line in result.split("\n") if line.startswith("# text")] == ["# text = Anna left.", "# text = She ran. So"]
        assert "1\tAnna\t_\t_\t_\t_\t_\t_\t_\t_\n" in result

    def test_words_and_columns(self, url: str, en: seqlab.Tagger) -> None:
        words = [["Anna", "left"], ["She", "ran"]]
        expected = [[(t.text, t.pos_, t.tag_) for t in en(sentence)] for sentence in words]

        def tags(answer: Any) -> list[list[tuple[str, ...]]]:
            sentences = answer["result"].strip().split("\n\n")
            rows = [[line.split("\t") for line in s.split("\n") if line[:1].isdigit()] for s in sentences]
            return [[(row[1], row[3], row[4]) for row in sentence] for sentence in rows]

        address = f"{url}udpipe/process"
        assert tags(form(address, data="Anna left\nShe ran\n", input="horizontal", tagger="")) == expected
        assert tags(form(address, data="Anna\nleft\n\nShe\nran", input="vertical", tagger="")) == expected
        conllu = "# mine\n1-2\tcannot\t_\t_\t_\t_\t_\t_\t_\t_\n1\tAnna\ta\tX\tX\t_\t2\tdep\t_\tA=b\n2\tleft\t_\t_\t_\t_\t0\troot\t_\t_\n\n"
        result = form(address, data=conllu, tagger="")["result"].replace("\r", "")
        assert result.startswith("# mine\n1-2\tcannot\t") and "\t2\tdep\t" in result and "A=b|NER=B-PER" in result
        assert tags({"result": result.replace("1-2\tcannot", "#")}) == expected[:1]
        assert form(address, data="", tokenizer="")["result"] == ""
        assert form(address, data="", input="vertical", tagger="")["result"] == ""

    def test_models(self, url: str) -> None:
        with urllib.request.urlopen(f"{url}udpipe/models") as response:
            assert json.load(response) == {"models": {"en": ["tokenizer", "tagger"], "en-ner": ["tokenizer", "tagger"]}, "default_model": "en"}
        assert form(f"{url}udpipe/process", data="a", tokenizer="", model="en-ner")["model"] == "en-ner"

    def test_what_is_wrong_is_refused(self, url: str) -> None:
        address = f"{url}udpipe/process"
        assert refused_form(address, data="a", tokenizer="", parser="") == (422, "the service has no parser; leave out 'parser'")
        assert form(address, data="a", tokenizer="", parser="none")["model"] == "en"
        assert refused_form(address, tokenizer="")[0] == 422
        assert refused_form(address, data="a", tokenizer="ranges")[0] == 422
        assert refused_form(address, data="a", tokenizer="", model="frisian")[0] == 404
        assert refused_form(address, data="a", tokenizer="", output="matxin")[0] == 422
        assert refused_form(address, data="a", input="epe")[0] == 422
        assert refused_form(address, data="1\ta\n", tagger="") == (422, "data:1:4: the line has 2 columns; CoNLL-U has 10, separated by tabs")
        assert refused_form(address, data="a\n" * 1001, input="horizontal")[0] == 422
        assert refused_form(address, data="a" * 1100000, tokenizer="")[0] == 413
        assert refused_form(address, data="a\0b", tokenizer="", tagger="")[0] == 422


class TestNameTag:
    TEXT = "Anna  Berg moved to Bergen & left. R2 <3"

    def test_outputs(self, url: str) -> None:
        address = f"{url}nametag/recognize"
        answer = form(address, data=self.TEXT, model="en-ner")
        assert answer["model"] == "en-ner" and answer["acknowledgements"] == []
        assert answer["result"].startswith(
            '<sentence><ne type="PER"><token>Anna</token>  <token>Berg</token></ne> <token>moved</token> <token>to</token> '
            '<ne type="LOC"><token>Bergen</token></ne> <token>&amp;</token> <token>left</token><token>.</token></sentence> <sentence>')
        plain = re.sub(r"<[^>]*>", "", answer["result"]).replace("&lt;", "<").replace("&amp;", "&")
        assert plain == self.TEXT
        assert form(address, data=self.TEXT, output="vertical")["result"] == "1,2\tPER\tAnna Berg\n5\tLOC\tBergen\n"
        assert form(address, data="Anna\nBerg\nleft\n\nRome", input="vertical", output="conll")["result"] == (
            "Anna\tB-PER\nBerg\tI-PER\nleft\tO\n\nRome\tB-LOC\n\n")
        assert form(address, data="", input="vertical")["result"] == ""
        with urllib.request.urlopen(f"{address}?data=Anna&output=vertical") as response:
            assert json.load(response)["result"] == "1\tPER\tAnna\n"

    def test_models(self, url: str) -> None:
        with urllib.request.urlopen(f"{url}nametag/models") as response:
            assert json.load(response) == {"models": {"en": ["recognize"], "en-ner": ["recognize"]}, "default_model": "en"}

    def test_what_is_wrong_is_refused(self, url: str) -> None:
        address = f"{url}nametag/recognize"
        for values in ({}, {"data": "a", "input": "conllu"}, {"data": "a", "output": "conllu-ne"}):
            assert refused_form(address, **{"model": "en", **values})[0] == 422
        assert refused_form(address, data="a", model="en-sentiment")[0] == 404


def test_an_unknown_adapter_is_named() -> None:
    with pytest.raises(AssertionError, match="there is no such adapter"):
        with service("--adapter", "conlp"):
            pass
