from __future__ import annotations

import os
import pathlib
from collections import Counter
from typing import Any

import pytest

import seqlab

pytest.importorskip("pyspark")
from pyspark.sql import functions  # noqa: E402

import seqlab.spark  # noqa: E402

NAMES = ["Anna Berg moved to Bergen.", "", "Łódź is near Oslo.", None]


def many(spark: Any, count: int, partitions: int) -> Any:
    text = functions.concat(
        functions.lit("Anna Berg saw "), functions.col("id").cast("string"), functions.lit(" ships in Oslo.")
    )
    return spark.range(0, count, 1, partitions).withColumn("text", text)


def test_a_column_of_structs_is_added_and_others_stay(spark: Any) -> None:
    frame = spark.createDataFrame(
        [(i, text, {"a": [i]}) for i, text in enumerate(NAMES)], "id int, text string, m map<string,array<int>>"
    )
    rows = frame.transform(seqlab.spark.tag("en")).collect()
    tagger = seqlab.load("en")
    assert [(row.id, row.text, row.m) for row in rows] == [(i, text, {"a": [i]}) for i, text in enumerate(NAMES)]
    for row in rows[:-1]:
        doc = tagger(row.text)
        assert row.seqlab.error is None
        assert [(t.text, t.start, t.end, t.UPOS, t.FEATS) for t in row.seqlab.tokens] == [
            (t.text, t.idx, t.idx + len(t), t.pos_, t.labels["FEATS"]) for t in doc
        ]
        assert [tuple(e) for e in row.seqlab.entities] == [
            (e.text, e.start_char, e.end_char, e.label_) for e in doc.ents
        ]
    assert rows[-1].seqlab is None


def test_places_are_those_of_sql(spark: Any) -> None:
    frame = spark.createDataFrame([("😀 Łódź is near Oslo.",)], "text string").transform(seqlab.spark.tag("en"))
    cut = frame.selectExpr("text", "explode(seqlab.entities) as e").selectExpr(
        "e.text", "substring(text, e.start + 1, e.end - e.start)"
    )
    assert cut.count() > 0
    assert all(row[0] == row[1] for row in cut.collect())


def test_bad_records_have_an_error_and_end_no_job(spark: Any) -> None:
    words = spark.createDataFrame([(["Anna", "Berg"],), (["in", ""],), (None,), ([],)], "w array<string>")
    errors = [
        row.e for row in words.transform(seqlab.spark.tag("en", text_column="w")).selectExpr("seqlab.error e").collect()
    ]
    assert errors == [None, "token 2 is empty; every token has a word", None, None]
    texts = spark.sql("select 'Oslo' text union all select cast(X'4fff' as string) union all select 'a long text'")
    rows = texts.transform(seqlab.spark.tag("en", max_length=5)).selectExpr("seqlab.error e").collect()
    assert [row.e for row in rows] == [None, "byte 2 is not valid UTF-8", "the text has 11 characters; max_length is 5"]


def test_counts_and_order_within_partitions_are_kept(spark: Any) -> None:
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "70")
    try:
        tagged = many(spark, 1000, 3).transform(seqlab.spark.tag("en", head="NER"))
        rows = tagged.select("id", "text", functions.spark_partition_id().alias("p"), "seqlab").collect()
    finally:
        spark.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")
    assert [row.id for row in rows] == list(range(1000))
    assert len({row.p for row in rows}) == 3
    tagger = seqlab.load("en", head="NER")
    for row, doc in zip(rows, tagger.pipe(row.text for row in rows)):
        assert [t.NER for t in row.seqlab.tokens] == [t.labels["NER"] for t in doc]


def test_long_batches_are_cut_into_parts(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    texts = ["Oslo " * 20_000, *["Bergen"] * 99]
    batch = pyarrow.record_batch({"text": texts, "id": list(range(100))})
    tagging = seqlab.spark.tag("en", head="NER")
    parts = list(tagging.function(spark)(iter([batch, batch.slice(0, 0)])))
    assert len(parts) == 1
    batch = pyarrow.record_batch({"text": texts * 8, "id": list(range(800))})
    parts = list(tagging.function(spark)(iter([batch])))
    assert len(parts) > 1
    assert [i for part in parts for i in part.column("id").to_pylist()] == list(range(800))


def test_a_process_loads_the_model_once(spark: Any) -> None:
    function = seqlab.spark.tag("en", head="NER", min_confidence=0.01).function(spark)

    def watched(batches: Any) -> Any:
        import pyarrow

        from seqlab.spark import labelling

        before = labelling._loaded.cache_info().misses
        for _ in function(batches):
            pass
        loaded = labelling._loaded.cache_info().misses - before
        yield pyarrow.record_batch({"process": [os.getpid()], "loaded": [loaded]})

    rows = many(spark, 40, 8).select("text").mapInArrow(watched, "process long, loaded long").collect()
    processes = Counter(row.process for row in rows)
    assert len(rows) == 8 and len(processes) < 8
    for process in processes:
        assert sum(row.loaded for row in rows if row.process == process) == 1


def test_function_and_schema_are_what_mapInArrow_takes(spark: Any) -> None:
    frame = spark.createDataFrame([("Oslo",)], "text string")
    tagging = seqlab.spark.tag("en", output_column="tags")
    schema = tagging.schema(frame.schema)
    assert schema.fieldNames() == ["text", "tags"]
    assert frame.mapInArrow(tagging.function(spark), schema).collect() == frame.transform(tagging).collect()


def test_a_model_file_and_a_tagger_are_shipped(spark: Any, tmp_path: pathlib.Path) -> None:
    tagger = seqlab.load("en-ner")
    tagger.save(tmp_path / "my.model")
    frame = spark.createDataFrame([("Anna Berg lives in Oslo.",)], "text string")
    by_name, by_path, by_object = (
        frame.transform(seqlab.spark.tag(model)).collect() for model in ("en-ner", tmp_path / "my.model", tagger)
    )
    (tmp_path / "my.model").unlink()
    assert by_name == by_path == by_object


def test_options_reach_the_workers(spark: Any) -> None:
    frame = spark.createDataFrame([("Anna Berg lives in Oslo.",)], "text string")
    assert frame.transform(seqlab.spark.tag("en", min_confidence=1.0)).collect()[0].seqlab.entities == []
    assert frame.transform(seqlab.spark.tag("en")).collect()[0].seqlab.entities != []


def test_columns_that_do_not_fit_are_refused(spark: Any) -> None:
    frame = spark.createDataFrame([("Oslo", 1)], "text string, n int")
    with pytest.raises(ValueError, match="there is no column body; the columns are text, n"):
        frame.transform(seqlab.spark.tag("en", text_column="body"))
    with pytest.raises(ValueError, match="the column n is int; texts are string or array<string>"):
        frame.transform(seqlab.spark.tag("en", text_column="n"))
    with pytest.raises(ValueError, match="there is a column N already"):
        frame.transform(seqlab.spark.tag("en", output_column="N"))
    with pytest.raises(seqlab.DataError, match="no such file"):
        seqlab.spark.tag("no-such-model")
    with pytest.raises(seqlab.ModelError):
        seqlab.spark.classify("en")


def test_texts_are_classified(spark: Any) -> None:
    frame = spark.createDataFrame([("a warm and clever film",), (None,), ("",)], "text string")
    rows = frame.transform(seqlab.spark.classify("en-sentiment", output_column="mood", leave_out=["neutral"])).collect()
    classifier = seqlab.load_classifier("en-sentiment", leave_out=["neutral"])
    assert (rows[0].mood.label, rows[0].mood.score, rows[0].mood.error) == (*classifier("a warm and clever film"), None)
    assert rows[1].mood is None
    assert rows[2].mood.label == ""


def test_large_arrow_types_of_spark_are_read(spark: Any) -> None:
    spark.conf.set("spark.sql.execution.arrow.useLargeVarTypes", "true")
    try:
        rows = many(spark, 3, 1).transform(seqlab.spark.tag("en")).collect()
    finally:
        spark.conf.unset("spark.sql.execution.arrow.useLargeVarTypes")
    assert [row.seqlab.entities[-1].text for row in rows] == ["Oslo"] * 3


def test_streams_are_labelled(spark: Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Anna lives in Oslo.\nBerg lives in Bergen.\n")
    stream = spark.readStream.text(str(tmp_path / "in")).transform(seqlab.spark.tag("en", text_column="value"))
    query = stream.writeStream.format("parquet").option("checkpointLocation", str(tmp_path / "state"))
    query.trigger(availableNow=True).start(str(tmp_path / "out")).awaitTermination()
    assert spark.read.parquet(str(tmp_path / "out")).where("size(seqlab.tokens) = 5").count() == 2
