from __future__ import annotations

import json
from typing import Any

import pytest

import seqlab

pytest.importorskip("pyspark")


def test_lines_go_through_the_program_in_order(spark: Any, tagger_program: str) -> None:
    lines = [f"Anna Berg saw {i} ships in Oslo." if i % 7 else "" for i in range(500)]
    program = f"{tagger_program} tag -q -m en-ner --input-format text --output-format jsonl"
    piped = spark.sparkContext.parallelize(lines, 3).pipe(program, env=environment(), checkCode=True).collect()
    assert [json.loads(line)["text"] for line in piped] == lines
    assert piped[1] == seqlab.load("en-ner")(lines[1]).to_json()


def test_a_program_that_fails_fails_the_job(spark: Any, tagger_program: str) -> None:
    piped = spark.sparkContext.parallelize(["x"], 1).pipe(f"{tagger_program} tag -q -m nothing", checkCode=True)
    with pytest.raises(Exception, match="Pipe function `.*` exited with error code 1"):
        piped.collect()


def environment() -> dict[str, str]:
    import os

    return dict(os.environ)
