from __future__ import annotations

from typing import Any, Iterator

import pytest

import seqlab

ray = pytest.importorskip("ray")
pytest.importorskip("ray.data")
pyarrow = pytest.importorskip("pyarrow")
import seqlab.arrow  # noqa: E402
import seqlab.ray  # noqa: E402

TEXTS = [f"Anna Berg saw {i} ships in Oslo." for i in range(200)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    ray.data.DataContext.get_current().execution_options.preserve_order = True
    yield
    ray.shutdown()


def test_a_data_set_is_tagged_in_order(cluster: None) -> None:
    data = ray.data.from_arrow(pyarrow.table({"id": range(200), "text": TEXTS}))
    tagged = data.map_batches(
        seqlab.ray.Tagger,
        fn_constructor_kwargs={"model": "en", "head": "NER"},
        batch_format="pyarrow",
        batch_size=64,
        concurrency=1,
    )
    rows = tagged.take_all()
    expected = seqlab.arrow.tag(seqlab.load("en", head="NER"), pyarrow.array(TEXTS)).to_pylist()
    assert [row["id"] for row in rows] == list(range(200))
    assert [row["seqlab"] for row in rows] == expected


def test_a_tagger_travels_as_an_object(cluster: None) -> None:
    data = ray.data.from_items([{"text": text} for text in TEXTS[:3]])
    model = seqlab.load("en-ner")
    rows = data.map_batches(seqlab.ray.Tagger, fn_constructor_kwargs={"model": model}, concurrency=1).take_all()
    assert [row["seqlab"]["entities"][-1]["text"] for row in rows] == ["Oslo"] * 3


def test_batches_of_every_kind_get_the_same_column() -> None:
    words: list[Any] = [["Anna", "Berg"], None, ["in", ""]]
    expected = seqlab.arrow.tag(seqlab.load("en"), pyarrow.array(words)).to_pylist()
    label = seqlab.ray.Tagger("en", text_column="words", output_column="tags")
    assert label(pyarrow.table({"words": words})).column("tags").to_pylist() == expected
    assert list(label({"words": words})["tags"]) == expected
    assert label(pyarrow.table({"words": words}).slice(0, 0)).column_names == ["words", "tags"]
    errors = seqlab.ray.Tagger("en", max_length=1)(pyarrow.table({"text": ["Oslo"]})).column("seqlab").to_pylist()
    assert errors[0]["error"] == "the text has 4 characters; max_length is 1"


def test_texts_are_classified() -> None:
    label = seqlab.ray.Classifier("en-sentiment", leave_out=["neutral"])
    value = label(pyarrow.table({"text": ["a warm and clever film"]})).column("seqlab")[0].as_py()
    classifier = seqlab.load_classifier("en-sentiment", leave_out=["neutral"])
    assert value == {**classifier("a warm and clever film")._asdict(), "error": None}


def test_columns_that_do_not_fit_are_refused() -> None:
    label = seqlab.ray.Tagger("en")
    with pytest.raises(ValueError, match="there is no column text; the columns are body"):
        label({"body": ["Oslo"]})
    with pytest.raises(ValueError, match="there is a column seqlab already"):
        label(pyarrow.table({"text": ["Oslo"], "seqlab": [1]}))
