"""tools/spark_tag.py: within one process, since starting Spark takes seconds."""

from __future__ import annotations

import importlib.util
import json
import pathlib
from typing import Any

import pytest

import seqlab

pytest.importorskip("pyspark")
SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "tools" / "spark_tag.py"


@pytest.fixture()
def run(spark: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    spec = importlib.util.spec_from_file_location("spark_tag", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def call(*arguments: Any) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["spark_tag.py", *map(str, arguments)])
        try:
            code = module.main()
        except SystemExit as exit:
            code = exit.code
        return code, capsys.readouterr().err

    return call


def lines_of(folder: pathlib.Path) -> list[dict[str, Any]]:
    return [json.loads(line) for file in sorted(folder.glob("part-*")) for line in file.read_text().split("\n") if line]


def test_lines_of_text_become_json_lines(run: Any, tmp_path: pathlib.Path) -> None:
    texts = ["Anna Berg moved to Bergen.", "", "a\u0085b \u2028 c", "\rlast"]
    (tmp_path / "a.txt").write_bytes("\r\n".join(texts[:2]).encode() + b"\n" + "\n".join(texts[2:]).encode())
    code, said = run(tmp_path / "a.txt", tmp_path / "out")
    assert (code, said.splitlines()[-1]) == (0, "4 records, 0 of them with an error")
    written = lines_of(tmp_path / "out")
    assert [record["text"] for record in written] == texts
    entities = [(e.text, e.start_char, e.end_char, e.label_) for e in seqlab.load("en")(texts[0]).ents]
    assert [tuple(e.values()) for e in written[0]["seqlab"]["entities"]] == entities


def test_json_lines_keep_their_keys_and_parquet_its_columns(run: Any, spark: Any, tmp_path: pathlib.Path) -> None:
    records = [{"id": 1, "body": "Anna lives in Oslo."}, {"id": 2, "body": "too long to be read" * 9}, {"id": 3}]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(one) for one in records))
    chosen = ("--text-column", "body", "--output-column", "tags", "--max-length", 100)
    code, said = run(*chosen, "--output-format", "parquet", tmp_path / "a.jsonl", tmp_path / "a.parquet")
    assert (code, said.splitlines()[-1]) == (0, "3 records, 1 of them with an error")
    assert [row.id for row in spark.read.parquet(str(tmp_path / "a.parquet")).where("tags is null").collect()] == [3]
    code, _ = run(
        "-q",
        "--classify",
        "-m",
        "en-sentiment",
        "--text-column",
        "body",
        tmp_path / "a.parquet",
        tmp_path / "b.parquet",
    )
    assert code == 0
    rows = spark.read.parquet(str(tmp_path / "b.parquet")).orderBy("id").collect()
    assert [(row.id, row.body) for row in rows] == [(one["id"], one.get("body")) for one in records]
    assert rows[0].seqlab.label == seqlab.load_classifier()(rows[0].body).label
    assert rows[0].tags.tokens[0].text == "Anna"


def test_head_and_confidence_reach_the_model(run: Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.txt").write_text("Anna Berg moved to Bergen.\n")
    assert run("--head", "NER", "--min-confidence", 1, tmp_path / "a.txt", tmp_path / "out")[0] == 0
    found = lines_of(tmp_path / "out")[0]["seqlab"]
    assert list(found["tokens"][0]) == ["text", "start", "end", "NER"]
    assert found["entities"] == []


def test_nothing_is_overwritten_without_force(run: Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.txt").write_text("Oslo\n")
    assert run("-q", tmp_path / "a.txt", tmp_path / "out")[0] == 0
    assert run("-q", tmp_path / "a.txt", tmp_path / "out") == (
        2,
        f"spark_tag: {tmp_path}/out exists; give --force to replace it\n",
    )
    assert run("-q", "--force", tmp_path / "a.txt", tmp_path / "out")[0] == 0


def test_mistakes_are_answered_with_what_would_be_right(run: Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.txt").write_text("Oslo\n")
    (tmp_path / "a.jsonl").write_text('{"body": "Oslo"}\n')
    (tmp_path / "bad.model").write_text("no model")
    out = tmp_path / "out"
    body = ("--text-column", "body")
    for arguments, code, message in [
        ((tmp_path / "a", out), 2, "give --input-format parquet, json or text"),
        ((tmp_path / "none.txt", out), 2, f"there is no {tmp_path}/none.txt"),
        ((tmp_path / "a.jsonl", out), 2, "there is no column text; the columns are body; choose one with --text"),
        ((*body, "--output-column", "body", tmp_path / "a.jsonl", out), 2, "choose another --output-column"),
        (("-m", "none", tmp_path / "a.txt", out), 2, "no such file, and no model of this name; available: en,"),
        (("-m", tmp_path / "bad.model", tmp_path / "a.txt", out), 4, "bad.model"),
        (("--classify", "-m", "en", tmp_path / "a.txt", out), 4, "tagger"),
        (("--classify", "--head", "NER", tmp_path / "a.txt", out), 2, "--head is for taggers"),
    ]:  # fmt: skip
        given, said = run(*arguments)
        assert (given, message in said) == (code, True), said
    assert not out.exists()
