#!/usr/bin/env python3
"""Labels the texts of Parquet files, JSON Lines or text files with Spark.

    tools/spark_tag.py [options] INPUT OUTPUT

Run it with Python, or on a cluster with spark-submit. INPUT and OUTPUT are whatever Spark reads and writes: files,
folders, patterns, s3a:// and hdfs:// addresses. Each record keeps its columns and gets one more, with tokens, entities
and an error (docs/cluster.md); a record that cannot be labelled has only the error. Records of text are lines.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

# What the ending of a file's name says of its format.
ENDINGS = {".parquet": "parquet", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".txt": "text"}
COMPRESSED = (".gz", ".bz2", ".zst")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("input", metavar="INPUT")
    parser.add_argument("output", metavar="OUTPUT", help="a folder, which Spark fills with files")
    parser.add_argument("-m", "--model", default="en", help="a model file or the name of a model (default: en)")
    parser.add_argument(
        "--classify", action="store_true", help="the model is a classifier, such as en-sentiment: a label for each text"
    )
    parser.add_argument("--text-column", default="text", metavar="NAME", help="column of the texts (default: text)")
    parser.add_argument(
        "--output-column", default="seqlab", metavar="NAME", help="column for the results (default: seqlab)"
    )
    parser.add_argument("--input-format", choices=("parquet", "json", "text"), help="default: by the ending of INPUT")
    parser.add_argument(
        "--output-format", choices=("parquet", "json"), help="default: the input's; json for text; json is JSON Lines"
    )
    parser.add_argument(
        "--head", default="", metavar="NAME", help="the only head of the model to compute (default: all)"
    )
    parser.add_argument(
        "--min-confidence",
        type=float,
        default=0.0,
        metavar="X",
        help="withhold what is less probable than X (default: 0)",
    )
    parser.add_argument(
        "--max-length",
        type=int,
        default=1_000_000,
        metavar="N",
        help="longer texts, in characters, are not read (default: 1000000)",
    )
    parser.add_argument(
        "--master", help="address of the cluster, or local[2] (default: that of spark-submit, else local[*])"
    )
    parser.add_argument("--force", action="store_true", help="replace an existing OUTPUT")
    parser.add_argument("-q", "--quiet", action="store_true", help="do not say how many records there were")
    given = parser.parse_args()
    given.input_format = given.input_format or format_of(given.input)
    if given.input_format is None:
        parser.error(
            f"the format of {given.input} cannot be told by its name; give --input-format parquet, json or text"
        )
    if given.classify and given.head:
        parser.error("--head is for taggers; leave it out with --classify")
    given.output_format = given.output_format or {"parquet": "parquet"}.get(given.input_format, "json")
    return given


def format_of(name: str) -> str | None:
    """The format that a name's ending stands for; None if it stands for none."""
    stem, ending = os.path.splitext(name.rstrip("/"))
    if ending in COMPRESSED:
        ending = os.path.splitext(stem)[1]
    return ENDINGS.get(ending)


def read(spark: Any, given: argparse.Namespace) -> Any:
    """The records. Only line feeds, with or without a carriage return, end a line."""
    from pyspark.sql import functions

    if given.input_format == "parquet":
        return spark.read.parquet(given.input)
    if given.input_format == "json":
        return spark.read.option("lineSep", "\n").json(given.input)
    lines = spark.read.option("lineSep", "\n").text(given.input)
    return lines.select(functions.regexp_replace("value", "\r$", "").alias(given.text_column))


def label(given: argparse.Namespace) -> str:
    """Labels the input and returns a line about it."""
    import seqlab.spark
    from pyspark.sql import Observation, SparkSession, functions

    chosen: dict[str, Any] = {
        "text_column": given.text_column,
        "output_column": given.output_column,
        "min_confidence": given.min_confidence,
        "max_length": given.max_length,
    }
    if given.classify:
        labelling = seqlab.spark.classify(given.model, **chosen)
    else:
        labelling = seqlab.spark.tag(given.model, head=given.head, **chosen)
    builder = SparkSession.builder.appName("seqlab")
    spark = (builder.master(given.master) if given.master else builder).getOrCreate()
    counts = Observation()
    error = functions.col(f"`{given.output_column}`").getField("error")
    labelled = (
        read(spark, given)
        .transform(labelling)
        .observe(counts, functions.count(functions.lit(1)).alias("records"), functions.count(error).alias("errors"))
    )
    labelled.write.mode("overwrite" if given.force else "error").format(given.output_format).save(given.output)
    return f"{counts.get['records']} records, {counts.get['errors']} of them with an error"


def main() -> int:
    given = arguments()
    try:
        import seqlab
        from pyspark.errors import AnalysisException, PySparkException
    except ImportError as error:
        print(f"spark_tag: {error}; pip install seqlab[spark]", file=sys.stderr)
        return 1
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        summary = label(given)
    except seqlab.ModelError as error:
        print(f"spark_tag: {error}", file=sys.stderr)
        return 4
    except (ValueError, AnalysisException) as error:
        print(f"spark_tag: {advice(error, given)}", file=sys.stderr)
        return 2
    except (seqlab.Error, PySparkException) as error:
        print(f"spark_tag: {error}", file=sys.stderr)
        return 1
    if not given.quiet:
        print(summary, file=sys.stderr)
    return 0


def advice(error: Exception, given: argparse.Namespace) -> str:
    """What is wrong, and what would be right."""
    text = str(error)
    if "PATH_ALREADY_EXISTS" in text:
        return f"{given.output} exists; give --force to replace it"
    if "PATH_NOT_FOUND" in text:
        return f"there is no {given.input}"
    if "there is no column" in text:
        return f"{text}; choose one with --text-column"
    if "already; choose another output_column" in text:
        return text.replace("output_column", "--output-column")
    return text


if __name__ == "__main__":
    sys.exit(main())
