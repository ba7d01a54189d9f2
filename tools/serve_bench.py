#!/usr/bin/env python3
"""Measures `tagger serve` with wrk (Debian's package), on one machine that both share.

Prints, for one sentence of about 15 tokens a request: the share of the service's CPU time that labelling alone takes
(`tagger tag --batch-size 64` on the same sentences), rates and latencies with 1 and 64 clients, latencies of one client
beside idle connections and beside long texts, and the memory of an idle connection.

usage: serve_bench.py TAGGER [--model en-ner] [--seconds 10] [--threads 2] [--idle 1000]
"""
import argparse
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("tagger")
parser.add_argument("--model", default="en-ner")
parser.add_argument("--seconds", type=int, default=10)
parser.add_argument("--threads", type=int, default=2, help="of the service")
parser.add_argument("--idle", type=int, default=1000, help="idle connections")
arguments = parser.parse_args()

WORDS = ("Anna Berg moved from Oslo to New York in May and works for Acme Corporation there . "
         "Last week the mayor of Paris met Tim Cook at a small hotel near the river . "
         "They said that the price of oil will not rise before the end of June again .").split()
SENTENCES = [" ".join((WORDS[i % len(WORDS):] + WORDS)[:14]) + " ." for i in range(45)]


def ticks(process):
    """CPU seconds of a process so far."""
    with open(f"/proc/{process}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process):
    """Resident bytes."""
    with open(f"/proc/{process}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) * 1024


def labelling_seconds(sentences):
    """CPU seconds per sentence of labelling alone."""
    def run(lines):
        before = os.times()
        subprocess.run([arguments.tagger, "tag", "-q", "-m", arguments.model, "--batch-size", "64", "--output-format", "jsonl"],
                       input="".join(line + "\n" for line in lines).encode(), stdout=subprocess.DEVNULL, check=True)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system
    few, many = sentences[:64], sentences * (60_000 // len(sentences))
    return (run(many) - run(few)) / (len(many) - len(few))


def wrk(address, clients, folder):
    """Requests and their latencies: {"requests", "seconds", "p50", "p99", "errors"} in seconds."""
    script = os.path.join(folder, "post.lua")
    with open(script, "w") as lua:
        lua.write("local bodies = {\n")
        for sentence in SENTENCES:
            lua.write("  [==[" + json.dumps({"model": arguments.model, "texts": [sentence]}) + "]==],\n")
        lua.write('}\nlocal i = 0\nwrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                  "function request()\n  i = i % #bodies + 1\n  return wrk.format(nil, \"/v1/tag\", nil, bodies[i])\nend\n"
                  "function done(summary, latency, requests)\n"
                  '  io.write(string.format("RESULT %d %f %f %f %d\\n", summary.requests, summary.duration / 1e6,\n'
                  "    latency:percentile(50) / 1e6, latency:percentile(99) / 1e6, summary.errors.status +\n"
                  "    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))\nend\n")
    out = subprocess.run(["wrk", "-t1", f"-c{clients}", f"-d{arguments.seconds}s", "-s", script, address],
                         check=True, capture_output=True, text=True).stdout
    numbers = re.search(r"RESULT (\S+) (\S+) (\S+) (\S+) (\S+)", out).groups()
    return dict(zip(["requests", "seconds", "p50", "p99", "errors"], map(float, numbers)))


def post_long_texts(port, stop, sentence_end):
    """Sends texts of 1 MB, one after the other."""
    text = f"Anna Berg moved from Oslo to New York in May and works for Acme Corporation there{sentence_end} " * 12_600
    body = json.dumps({"model": arguments.model, "texts": [text[:1_000_000]]})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    while not stop.is_set():
        connection.request("POST", "/v1/tag", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"a long text got {answer.status}")


def show(what, result):
    print(f"{what}: {result['requests'] / result['seconds']:,.0f} requests/s, p50 {result['p50'] * 1e3:.2f} ms, "
          f"p99 {result['p99'] * 1e3:.2f} ms, {result['errors']:.0f} errors", flush=True)


with tempfile.TemporaryDirectory() as folder, subprocess.Popen(
        [arguments.tagger, "serve", "-m", arguments.model, "--port", "0", "--threads", str(arguments.threads), "--quiet"],
        stdout=subprocess.PIPE, text=True) as service:
    address = service.stdout.readline().strip()
    port = int(address.rstrip("/").rsplit(":", 1)[1])
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/ready")
        if connection.getresponse().status == 200:
            break
        time.sleep(0.05)
    print(subprocess.run([arguments.tagger, "--version"], check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    print(f"{arguments.threads} threads, {os.cpu_count()} processors")
    wrk(address, 8, folder)
    one = wrk(address, 1, folder)
    show(" 1 client ", one)
    alone = labelling_seconds(SENTENCES)
    before = ticks(service.pid)
    many = wrk(address, 64, folder)
    served = (ticks(service.pid) - before) / many["requests"]
    # Before and after, as the machine may be faster now and slower then.
    alone = (alone + labelling_seconds(SENTENCES)) / 2
    show("64 clients", many)
    print(f"64 over 1: {many['requests'] / many['seconds'] / (one['requests'] / one['seconds']):.2f} x")
    print(f"CPU a sentence: {alone * 1e6:.0f} us to label, {served * 1e6:.0f} us to serve: {alone / served:.0%}")
    small = memory(service.pid)
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(arguments.idle)]
    time.sleep(1)
    print(f"{arguments.idle} idle connections: {(memory(service.pid) - small) / arguments.idle / 1024:.1f} KiB each")
    beside = wrk(address, 1, folder)
    show(" 1 client beside them", beside)
    for connection in idle:
        connection.close()
    for sentence_end, what in ((".", "texts of 1 MB"), ("", "texts of 1 MB that are one sentence")):
        stop = threading.Event()
        senders = [threading.Thread(target=post_long_texts, args=(port, stop, sentence_end), daemon=True) for _ in range(2)]
        for sender in senders:
            sender.start()
        show(f" 8 clients beside {what}", wrk(address, 8, folder))
        stop.set()
        for sender in senders:
            sender.join()
    service.terminate()
    if service.wait() != 0:
        sys.exit(f"the service ended with {service.returncode}")
