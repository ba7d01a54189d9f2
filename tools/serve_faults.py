#!/usr/bin/env python3
"""Sends requests with faults to `tagger serve` and shows that each request of a client that stays is answered once.

Clients that stay ask for labels of texts that no one else sends, one by one, in pipelines and in streams, while others vanish in the
middle of a request or of its answer, send headers and bodies slowly, send nonsense, and flood the queue. Meanwhile the file of the
model is broken and mended, and SIGHUP loads it. At the end SIGTERM comes while requests are under way.

usage: serve_faults.py TAGGER [--model FILE] [--requests 100000] [--clients 24] [--growth 1.25]
"""
import argparse
import collections
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("tagger")
parser.add_argument("--model", default=os.path.join(os.path.dirname(__file__), "..", "models", "en-ner.model"))
parser.add_argument("--requests", type=int, default=100_000)
parser.add_argument("--clients", type=int, default=24)
parser.add_argument("--growth", type=float, default=1.25, help="most that memory may grow from a fifth of the requests on")
arguments = parser.parse_args()

counts = collections.Counter()
counting = threading.Lock()
ending = threading.Event()
problems = []


def count(what, number=1):
    with counting:
        counts[what] += number


def problem(text):
    with counting:
        problems.append(text)
    print("PROBLEM:", text, file=sys.stderr, flush=True)


def left():
    with counting:
        return arguments.requests - counts["sent"]


def connect():
    connection = socket.create_connection(("127.0.0.1", port), timeout=120)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def post(body, target="/v1/tag", kind="application/json"):
    return (f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


def request_for(texts):
    return post(json.dumps({"texts": texts}).encode())


def reply_of(reader):
    """Status and body of the next reply, and whether the connection ends behind it."""
    response = http.client.HTTPResponse(reader)
    response.begin()
    return response.status, response.read(), response.will_close


class Reader:
    """Makes http.client read replies one after another from one buffered file."""

    def __init__(self, connection):
        self.file = connection.makefile("rb")

    def makefile(self, *_):
        return Unclosed(self.file)


class Unclosed:
    def __init__(self, file):
        self.file = file

    def __getattr__(self, name):
        return getattr(self.file, name)

    def close(self):
        pass


def check_reply(status, body, texts):
    count(f"status {status}")
    if status in (429, 503):
        return
    if status != 200:
        problem(f"status {status} for a right request: {body[:200]!r}")
        return
    answered = [doc["text"] for doc in json.loads(body)["docs"]]
    if answered != texts:
        problem(f"the answer is for {answered[:2]}, not for {texts[:2]}")


def stay(number):
    """Requests one by one or in pipelines, each of which must be answered once, in order."""
    chance = random.Random(number)
    connection = reader = None
    serial = 0
    while left() > 0 or ending.is_set():
        if connection is None:
            try:
                connection = connect()
            except OSError:
                return
            reader = Reader(connection)
        group = []
        for _ in range(chance.choice([1, 1, 1, 5, 20])):
            serial += 1
            group.append([f"Anna Berg {number}-{serial}-{part} lives in Oslo." for part in range(chance.choice([1, 1, 1, 3]))])
        was_ending = ending.is_set()
        answered = 0
        try:
            connection.sendall(b"".join(request_for(texts) for texts in group))
            count("sent", len(group))
            for texts in group:
                status, body, last = reply_of(reader)
                answered += 1
                check_reply(status, body, texts)
                if last:
                    break
            count("answered", answered)
            if last:
                count("cut at the end", len(group) - answered)
                connection.close()
                connection = None
        except (OSError, http.client.HTTPException) as error:
            count("answered", answered)
            connection.close()
            connection = None
            if was_ending or ending.is_set():
                count("cut at the end", len(group) - answered)
                return
            problem(f"a connection that stays was cut: {error!r}")


def stream(number):
    """Streams of lines, each of which must be answered once, in order."""
    serial = 0
    while left() > 0 and not ending.is_set():
        lines = random.Random(number + serial).choice([1, 50, 400])
        texts = [f"Anna Berg s{number}-{serial + i} lives in Oslo." for i in range(lines)]
        serial += lines
        body = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)
        try:
            connection = connect()
            sender = threading.Thread(target=connection.sendall, args=(post(body, kind="application/x-ndjson"),))
            sender.start()
            count("lines", lines)
            status, answer, _ = reply_of(Reader(connection))
            sender.join()
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            if not ending.is_set():
                problem(f"a stream was cut: {error!r}")
            return
        got = [json.loads(line) for line in answer.split(b"\n") if line]
        if ending.is_set() and got and "error" in got[-1]:
            return
        if status != 200 or [line.get("text") for line in got] != texts:
            problem(f"a stream of {lines} lines got status {status} and {len(got)} lines")
        count("lines answered", len(got))
        time.sleep(0.05)


def misbehave(number):
    """Clients that are not there when their answer is, are slow, or send nonsense."""
    chance = random.Random(1000 + number)
    while left() > 0 and not ending.is_set():
        try:
            connection = connect()
            connection.settimeout(5)
            what = chance.randrange(7)
            count("faults")
            if what == 0:  # vanishes without reading
                connection.sendall(request_for(["Gone."] * chance.choice([1, 200])))
            elif what == 1:  # resets
                connection.sendall(request_for(["Reset."] * 50))
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif what == 2:  # half a header, half a body
                whole = request_for(["Half."])
                connection.sendall(whole[:chance.randrange(len(whole))])
            elif what == 3:  # slowly
                for byte in request_for(["Slow."])[:chance.randrange(60)]:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.02)
            elif what == 4:  # nonsense
                connection.sendall(chance.randbytes(chance.randrange(1, 2000)) + b"\r\n\r\n")
                connection.recv(65536)
            elif what == 5:  # a stream that is cut in the middle
                connection.sendall(b"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                                   b"Transfer-Encoding: chunked\r\n\r\n10\r\n{\"text\": \"Oslo\"}")
            else:  # reads half of a large answer
                connection.sendall(request_for(["Anna Berg lives in Oslo. " * 2000]))
                connection.recv(1000)
            connection.close()
        except OSError:
            count("faults that the service cut")


def flood():
    """Bursts that the queue cannot hold."""
    while left() > 0 and not ending.is_set():
        try:
            connections = [connect() for _ in range(8)]
            for connection in connections:
                connection.sendall(request_for(["Flood."] * 500))
            for connection in connections:
                check_reply(*reply_of(Reader(connection))[:2], ["Flood."] * 500)
                connection.close()
            count("sent", len(connections))
            count("answered", len(connections))
        except (OSError, http.client.HTTPException) as error:
            if not ending.is_set():
                problem(f"a flood was cut: {error!r}")
            return
        time.sleep(0.2)


def reload(process, path):
    """Breaks and mends the file of the model."""
    while left() > 0 and not ending.is_set():
        for content in (b"no model", None):
            if content is None:
                shutil.copyfile(arguments.model, path + ".new")
                os.replace(path + ".new", path)
            else:
                with open(path, "wb") as file:
                    file.write(content)
            if process.poll() is not None:
                return
            process.send_signal(signal.SIGHUP)
            count("reloads")
            time.sleep(0.5)


def memory(process):
    with open(f"/proc/{process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "m.model")
    shutil.copyfile(arguments.model, path)
    log = open(os.path.join(folder, "log"), "w+")
    process = subprocess.Popen([arguments.tagger, "serve", "-m", path, "--port", "0", "--threads", "2", "--queue", "1500",
                                "--header-timeout", "1", "--body-timeout", "2", "--idle-timeout", "30", "--write-timeout", "2", "--grace", "300"],
                               stdout=subprocess.PIPE, stderr=log, text=True)
    port = int(process.stdout.readline().strip().rstrip("/").rsplit(":", 1)[1])
    while True:
        probe = http.client.HTTPConnection("127.0.0.1", port)
        probe.request("GET", "/ready")
        if probe.getresponse().status == 200:
            break
        time.sleep(0.1)
    threads = [threading.Thread(target=stay, args=(i,)) for i in range(arguments.clients)]
    threads += [threading.Thread(target=stream, args=(i,)) for i in range(4)]
    threads += [threading.Thread(target=misbehave, args=(i,)) for i in range(8)]
    threads += [threading.Thread(target=flood), threading.Thread(target=reload, args=(process, path))]
    begin = time.time()
    for thread in threads:
        thread.start()
    early = None
    while left() > arguments.requests * 0.03 and process.poll() is None:
        time.sleep(0.2)
        if early is None and left() < arguments.requests * 0.8:
            early = memory(process)
    late = memory(process) if process.poll() is None else 0
    ending.set()
    process.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join()
    code = process.wait()
    log.seek(0)
    errors = log.read()
    if code != 0:
        problem(f"the service ended with {code}: {errors[-3000:]}")
    if "not_loaded" not in errors or '"loaded"' not in errors:
        problem("no model was reloaded, or none failed to be")
    if early and late > early * arguments.growth:
        problem(f"memory grew from {early:.0f} to {late:.0f} MiB")
    print(f"{counts['sent']} requests in {time.time() - begin:.0f} s:", dict(sorted(counts.items())))
    print(f"memory: {early or 0:.0f} MiB after a fifth, {late:.0f} MiB at the end; exit code {code}; {len(problems)} problems")
    sys.exit(1 if problems else 0)
