#!/usr/bin/env python3
"""Tags many tokens on a small cluster of Spark, kills some of it, and compares with one process of `tagger tag`.

    tools/spark_scale.py [options]

Starts two executors with a core each on this machine. While they tag, a Python worker and then an executor are killed.
No record may be lost, doubled or labelled otherwise than by the program. With --rates, the same is then timed without
kills, against the program with two threads. The CPU seconds that both take show less of what else the machine does.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any, Iterator

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
MOST_SENTENCES = 5  # of a record
FILES = 16


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens", type=int, default=100_000, help="about how many to tag (default: 100000)")
    parser.add_argument("--model", default="en", help="a model file or the name of a model (default: en)")
    parser.add_argument(
        "--corpus",
        type=pathlib.Path,
        default=REPOSITORY / "corpora" / "news.train.conllu",
        help="where texts come from",
    )
    parser.add_argument(
        "--program", default=REPOSITORY / "build" / "release" / "tagger" / "tagger", help="default: the release build's"
    )
    parser.add_argument("--no-kill", action="store_true", help="kill nothing")
    parser.add_argument("--rates", action="store_true", help="also measure tokens per second")
    parser.add_argument("--folder", help="for all files, which stay there (default: a temporary one)")
    return parser.parse_args()


def sentences_of(corpus: pathlib.Path) -> list[tuple[str, int]]:
    """The texts of a CoNLL-U file, each with its number of words."""
    result: list[tuple[str, int]] = []
    with open(corpus, encoding="utf-8") as file:
        for line in file:
            if line.startswith("# text = "):
                result.append((line[9:].rstrip("\n"), 0))
            elif line[:1].isdigit():
                result[-1] = (result[-1][0], result[-1][1] + 1)
    return result


def records(corpus: pathlib.Path, tokens: int) -> Iterator[str]:
    """Lines of a few sentences in random order, no two of them equal."""
    sentences = sentences_of(corpus)
    source = random.Random(1)
    number = 0
    while tokens > 0:
        number += 1
        chosen = source.choices(sentences, k=source.randint(1, MOST_SENTENCES))
        tokens -= sum(words for _, words in chosen) + 3
        yield " ".join([*(text for text, _ in chosen), f"No. {number}."])


def write_input(folder: pathlib.Path, given: argparse.Namespace) -> int:
    """Writes the records as text and as Parquet; returns how many there are."""
    import pyarrow
    from pyarrow import parquet

    texts = list(records(given.corpus, given.tokens))
    (folder / "input.txt").write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    (folder / "input.parquet").mkdir()
    size = -(-len(texts) // FILES)
    for begin in range(0, len(texts), size):
        some = texts[begin : begin + size]
        table = pyarrow.table({"id": range(begin, begin + len(some)), "text": some})
        parquet.write_table(table, folder / "input.parquet" / f"{begin:09}.parquet")
    return len(texts)


# Processes.


def processes() -> dict[int, tuple[int, str, float]]:
    """For each process: its parent, its command line, and the CPU seconds of it and of its children that have ended."""
    result = {}
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            command = pathlib.Path(entry.path, "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            fields = pathlib.Path(entry.path, "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        ticks = sum(int(one) for one in fields[11:15])
        result[int(entry.name)] = (int(fields[1]), command, ticks / os.sysconf("SC_CLK_TCK"))
    return result


def descendants(of: int) -> dict[int, tuple[int, str, float]]:
    """A process and all below it."""
    every = processes()
    chosen = {of}
    while more := {pid for pid, (parent, _, _) in every.items() if parent in chosen and pid not in chosen}:
        chosen |= more
    return {pid: every[pid] for pid in chosen if pid in every}


def cpu_seconds() -> float:
    return sum(seconds for _, _, seconds in descendants(os.getpid()).values())


def kill(what: str) -> None:
    """Kills an executor, or a Python process that labels for one."""
    own = descendants(os.getpid())
    daemons = {
        pid for pid, (parent, command, _) in own.items() if "pyspark.daemon" in command and "java" in own[parent][1]
    }
    if what == "executor":
        pids = [pid for pid, (_, command, _) in own.items() if "CoarseGrainedExecutorBackend" in command]
    else:
        pids = [pid for pid, (parent, _, _) in own.items() if parent in daemons]
    os.kill(pids[0], signal.SIGKILL)
    print(f"killed {what} {pids[0]}", file=sys.stderr)


class Killer(threading.Thread):
    """Kills a Python process when a quarter of the tasks are done, and an executor at half of them."""

    def __init__(self, context: Any) -> None:
        super().__init__(daemon=True)
        self._tracker = context.statusTracker()
        self.killed: list[str] = []
        self.over = threading.Event()

    def run(self) -> None:
        for what, part in (("worker", 1 / 4), ("executor", 1 / 2)):
            while self._done() < part:
                if self.over.wait(0.05):
                    return
            kill(what)
            self.killed.append(what)

    def _done(self) -> float:
        stages = [self._tracker.getStageInfo(stage) for stage in self._tracker.getActiveStageIds()]
        return max((one.numCompletedTasks / one.numTasks for one in stages if one and one.numTasks > 1), default=0.0)


# Runs.


def session() -> Any:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("seqlab")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.files.openCostInBytes": "128m",  # a task a file
        "spark.executor.extraJavaOptions": "-XX:+UseParallelGC",  # G1's own threads find no core of their own here
        "spark.executorEnv.PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def tag_with_spark(spark: Any, source: pathlib.Path, output: pathlib.Path, model: str) -> tuple[float, float]:
    """Returns seconds and CPU seconds."""
    import seqlab.spark

    begin, cpu = time.monotonic(), cpu_seconds()
    frame = spark.read.schema("id long, text string").parquet(str(source))
    frame.transform(seqlab.spark.tag(model)).write.mode("overwrite").parquet(str(output))
    return time.monotonic() - begin, cpu_seconds() - cpu


def tag_with_program(folder: pathlib.Path, given: argparse.Namespace) -> tuple[float, float]:
    """Returns seconds and CPU seconds."""
    command = [given.program, "tag", "-q", "-m", given.model, "-t", "2", "--input-format", "text"]
    command += ["--output-format", "jsonl", "--force", "-o", folder / "program.jsonl", folder / "input.txt"]
    begin, cpu = time.monotonic(), os.times().children_user + os.times().children_system
    subprocess.run(command, check=True)
    return time.monotonic() - begin, os.times().children_user + os.times().children_system - cpu


# Comparison.


def compare(folder: pathlib.Path, count: int) -> int:
    """Compares every token and entity of both outputs; returns the number of tokens. Exits if they differ."""
    import pyarrow
    import pyarrow.compute
    from pyarrow import json, parquet

    found = parquet.read_table(folder / "spark.parquet", columns=["id", "text", "seqlab"]).sort_by("id")
    if found.column("id").to_pylist() != list(range(count)):
        sys.exit(f"Spark wrote {len(found)} records of {count}, or some of them twice")
    labelled = found.column("seqlab").combine_chunks()
    if labelled.field("error").null_count < count:
        sys.exit("there are records with an error")
    token = labelled.type.field("tokens").type.value_type
    heads = [field.name for field in token][3:]
    # In the program's objects the label of the first head is "label", and the spans of one among several heads have
    # its name.
    spans = "spans" if len(heads) == 1 else "spans_NER"
    names = ["text", "start", "end", "label", *heads[1:]]
    tokens = pyarrow.struct([(name, field.type) for name, field in zip(names, token)])
    schema = pyarrow.schema(
        {
            "text": pyarrow.string(),
            "sentences": pyarrow.list_(pyarrow.struct({"tokens": pyarrow.list_(tokens)})),
            spans: labelled.type.field("entities").type,
        }
    )
    reading = json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    at = total = 0
    blocks = json.ReadOptions(block_size=1 << 24)
    for batch in json.open_json(folder / "program.jsonl", read_options=blocks, parse_options=reading):
        part = labelled.slice(at, len(batch))
        texts = found.column("text").slice(at, len(batch)).combine_chunks()
        at += len(batch)
        sentences = batch.column("sentences")
        of_program = sentences.flatten().field("tokens").flatten()
        # How many tokens each record has: those of its sentences, summed.
        rows = pyarrow.compute.list_parent_indices(sentences)
        lengths = pyarrow.compute.list_value_length(sentences.flatten().field("tokens"))
        sums = (
            pyarrow.table({"row": rows, "length": lengths})
            .group_by("row", use_threads=False)
            .aggregate([("length", "sum")])
        )
        counts = pyarrow.compute.list_value_length(part.field("tokens"))
        of_spark = part.field("tokens").flatten()
        same = texts.equals(batch.column("text")) and len(of_spark) == len(of_program)
        same = same and sums.column("length_sum").to_pylist() == [one for one in counts.to_pylist() if one]
        same = same and all(of_spark.field(i).equals(of_program.field(i)) for i in range(len(names)))
        same = same and part.field("entities").flatten().equals(batch.column(spans).flatten())
        if not same:
            sys.exit(f"the labels of a record between {at - len(batch)} and {at} differ")
        total += len(of_spark)
    if at != count:
        sys.exit(f"the program wrote {at} records of {count}")
    return total


def check(folder: pathlib.Path, given: argparse.Namespace) -> None:
    count = write_input(folder, given)
    program = tag_with_program(folder, given)
    begin = time.monotonic()
    spark = session()
    try:
        (folder / "first.parquet").mkdir()
        first = sorted((folder / "input.parquet").iterdir())[0]
        shutil.copy(first, folder / "first.parquet")
        tag_with_spark(spark, folder / "first.parquet", folder / "first_tagged.parquet", given.model)
        start = time.monotonic() - begin
        killer = Killer(spark.sparkContext)
        if not given.no_kill:
            killer.start()
        seconds, cpu = tag_with_spark(spark, folder / "input.parquet", folder / "spark.parquet", given.model)
        killer.over.set()
        if not given.no_kill and killer.killed != ["worker", "executor"]:
            sys.exit("the job ended before all was killed; give more --tokens")
        tokens = compare(folder, count)
        print(f"{count} records, {tokens} tokens: the same from Spark and from the program, none lost or doubled")
        if given.rates:
            if not given.no_kill:
                seconds, cpu = tag_with_spark(spark, folder / "input.parquet", folder / "spark.parquet", given.model)
                program = tag_with_program(folder, given)
            print(f"Spark: {tokens / seconds:.0f} tokens/s, {tokens / cpu:.0f} per CPU second; {start:.0f} s to start")
            print(f"program: {tokens / program[0]:.0f} tokens/s, {tokens / program[1]:.0f} per CPU second")
            print(f"Spark / program: {program[0] / seconds:.0%}; per CPU second {program[1] / cpu:.0%}")
    finally:
        application = spark.sparkContext.applicationId
        spark.stop()
        import pyspark

        shutil.rmtree(pathlib.Path(pyspark.__file__).parent / "work" / application, ignore_errors=True)


def main() -> None:
    given = arguments()
    if given.folder:
        os.makedirs(given.folder)
        check(pathlib.Path(given.folder), given)
        return
    with tempfile.TemporaryDirectory() as folder:
        check(pathlib.Path(folder), given)


if __name__ == "__main__":
    main()
