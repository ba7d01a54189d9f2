"""Threads, processes, signals and memory."""

from __future__ import annotations

import concurrent.futures
import gc
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

import seqlab
from small_data import SMALL, sentences

TEXTS = [f"Anna Smith likes Rome {number} ." for number in range(200)]


def answers(nlp: seqlab.Tagger) -> list[str]:
    return [doc.to_json() for doc in nlp.pipe(TEXTS, batch_size=17)]


def send(nlp: seqlab.Tagger, queue: Any) -> None:
    queue.put(answers(nlp))


def test_eight_threads_use_one_tagger() -> None:
    nlp = seqlab.load("en-ner")
    expected = answers(nlp)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(lambda _: answers(nlp), range(16)))


def test_other_threads_run_while_one_tags() -> None:
    nlp = seqlab.load("en")
    text = " ".join(TEXTS)
    ticks = 0
    done = threading.Event()

    def tag() -> None:
        nlp(text)
        done.set()

    thread = threading.Thread(target=tag)
    thread.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.0005)
    thread.join()
    assert ticks > 3


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_tagger_works_in_other_processes(method: str, small_tagger: seqlab.Tagger) -> None:
    expected = answers(small_tagger)
    context = multiprocessing.get_context(method)
    queue = context.Queue()
    processes = [context.Process(target=send, args=(small_tagger, queue)) for _ in range(2)]
    for process in processes:
        process.start()
    for _ in processes:
        assert queue.get(timeout=120) == expected
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert answers(small_tagger) == expected


def test_a_pool_of_processes_sends_documents_back(small_tagger: seqlab.Tagger) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        docs = pool.map(small_tagger, TEXTS[:20])
    assert [doc.to_json() for doc in docs] == answers(small_tagger)[:20]


def run(code: str, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


TRAINING = """
import sys
sys.path.insert(0, {folder!r})
import seqlab
from small_data import sentences
def told(epoch):
    print(epoch.epoch, flush=True)
train = sentences({size}, 1)
print("begins", flush=True)
try:
    seqlab.train(train, sentences(20, 2), hidden={hidden}, epochs=100000, model={path!r}, on_epoch=told)
except seqlab.TrainingInterrupted as error:
    print("kept", error, flush=True)
    assert error.model("Anna").text == "Anna"
"""


def test_control_c_ends_a_training_and_keeps_the_best_epoch(tmp_path: Any) -> None:
    path = str(tmp_path / "m.model")
    process = run(TRAINING.format(folder=os.path.dirname(__file__), size=100, hidden=8, path=path))
    assert process.stdout is not None
    while process.stdout.readline().strip() != "2":
        pass
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert f"It is in {path}" in out.splitlines()[-1]
    assert seqlab.load(path)("Anna Smith").text == "Anna Smith"


def test_control_c_while_a_function_of_the_caller_runs_keeps_the_best_epoch() -> None:
    code = """
import sys, os, signal
sys.path.insert(0, {folder!r})
import seqlab
from small_data import SMALL, sentences
def told(epoch):
    if epoch.epoch == 2:
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000): pass
try:
    seqlab.train(sentences(50, 1), sentences(20, 2), **{{**SMALL, "epochs": 1000}}, on_epoch=told)
except seqlab.TrainingInterrupted as error:
    print(error.model("Anna").text)
"""
    out, err = run(code.format(folder=os.path.dirname(__file__))).communicate(timeout=60)
    assert out.strip() == "Anna", err


def test_control_c_in_the_first_epoch_keeps_what_was_learned(tmp_path: Any) -> None:
    path = str(tmp_path / "m.model")
    process = run(TRAINING.format(folder=os.path.dirname(__file__), size=20_000, hidden=300, path=path))
    assert process.stdout is not None and process.stdout.readline().strip() == "begins"
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "kept" in out.splitlines()[-1]
    assert seqlab.load(path)("Anna Smith").text == "Anna Smith"


def test_an_answer_comes_soon_after_the_import() -> None:
    """Nothing heavy is imported with the package."""
    code = "import sys, seqlab; seqlab.load('en')('Anna'); print([m for m in ('numpy', 'spacy', 'sklearn') if m in sys.modules])"
    out, err = run(code).communicate(timeout=60)
    assert out.strip() == "[]", err


def test_the_environment_chooses_the_instruction_set() -> None:
    lower = {**os.environ, "SEQLAB_INSTRUCTION_SET": "portable"}
    out, _ = run("import seqlab; print(seqlab.instruction_set())", env=lower).communicate(timeout=60)
    if out.strip() != "portable":  # not every build has it
        pytest.skip("the library has no portable kernels here")
    unknown = {**os.environ, "SEQLAB_INSTRUCTION_SET": "mmx"}
    process = run("import seqlab", env=unknown)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1 and "there is no instruction set 'mmx' here" in err


def resident_kib() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def test_memory_stays_flat_over_many_texts(small_tagger: seqlab.Tagger) -> None:
    def tag(count: int) -> None:
        texts = (f"Anna Smith likes Rome {number} ." for number in range(count))
        for doc in small_tagger.pipe(texts):
            assert doc.ents and len([token.labels for token in doc]) > 4

    gc.disable()
    try:
        tag(20_000)
        before = resident_kib()
        tag(60_000)
        assert resident_kib() - before < 4096
    finally:
        gc.enable()


def test_errors_survive_pickling() -> None:
    error = seqlab.DataError("file:3:4: wrong", "file", 3, 4)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.file, again.line, again.column) == ("file:3:4: wrong", "file", 3, 4)
