from __future__ import annotations

from typing import Any

import pytest

import seqlab

pyarrow = pytest.importorskip("pyarrow")
import seqlab.arrow  # noqa: E402

TEXTS = ["Anna Berg moved to Bergen.", "", "Łódź 😀 is near Oslo. So is Turku.", "Apple CEO Tim Cook"]


@pytest.fixture(scope="module")
def tagger() -> seqlab.Tagger:
    return seqlab.load("en")


def of_doc(doc: seqlab.Doc) -> dict[str, Any]:
    tokens = [{"text": t.text, "start": t.idx, "end": t.idx + len(t.text), **t.labels} for t in doc]
    entities = [{"text": e.text, "start": e.start_char, "end": e.end_char, "label": e.label_} for e in doc.ents]
    return {"tokens": tokens, "entities": entities, "error": None}


def test_values_are_those_of_documents(tagger: seqlab.Tagger) -> None:
    column = seqlab.arrow.tag(tagger, pyarrow.array(TEXTS))
    column.validate(full=True)
    assert column.to_pylist() == [of_doc(tagger(text)) for text in TEXTS]


def test_a_head_is_computed_alone(tagger: seqlab.Tagger) -> None:
    column = seqlab.arrow.tag(tagger.with_head("UPOS"), pyarrow.array(TEXTS))
    assert list(column[0]["tokens"].as_py()[0]) == ["text", "start", "end", "UPOS"]
    assert column[0]["entities"].as_py() == []


def test_places_in_words_are_their_indices(tagger: seqlab.Tagger) -> None:
    value = seqlab.arrow.tag(tagger, pyarrow.array([["Anna", "Berg", "left"]]))[0].as_py()
    assert [(t["text"], t["start"], t["end"]) for t in value["tokens"]] == [
        ("Anna", 0, 1),
        ("Berg", 1, 2),
        ("left", 2, 3),
    ]
    assert value["entities"] == [{"text": "Anna Berg", "start": 0, "end": 2, "label": "PER"}]


def test_null_gives_null_and_a_bad_text_an_error_in_its_place(tagger: seqlab.Tagger) -> None:
    words = [["Anna", "Berg"], None, ["in", ""], [], ["in", None], ["Oslo"]] * 30
    values = seqlab.arrow.tag(tagger, pyarrow.array(words)).to_pylist()
    good = of_doc(tagger(["Oslo"]))["tokens"][0]["NER"]
    for begin in range(0, len(words), 6):
        named, null, empty, none, without, last = values[begin : begin + 6]
        assert named["error"] is None and len(named["tokens"]) == 2
        assert null is None
        assert empty == {"tokens": None, "entities": None, "error": "token 2 is empty; every token has a word"}
        assert none == {"tokens": [], "entities": [], "error": None}
        assert without == {"tokens": None, "entities": None, "error": "word 2 is null"}
        assert last["tokens"][0]["NER"] == good


def test_a_text_above_the_limit_gives_an_error(tagger: seqlab.Tagger) -> None:
    values = seqlab.arrow.tag(tagger, pyarrow.array(["😀😀😀", "four"]), max_length=3).to_pylist()
    assert values[0]["error"] is None
    assert values[1]["error"] == "the text has 4 characters; max_length is 3"


def test_bytes_that_are_not_utf_8_give_an_error(tagger: seqlab.Tagger) -> None:
    raw = pyarrow.array([b"Oslo", b"ab\xff", None, b"Bergen"])
    texts = pyarrow.Array.from_buffers(pyarrow.string(), 4, raw.buffers())
    values = seqlab.arrow.tag(tagger, texts).to_pylist()
    assert values[1]["error"] == "byte 3 is not valid UTF-8"
    assert [value and value["error"] for value in values] == [None, values[1]["error"], None, None]


def test_lack_of_memory_is_an_error_of_the_text_that_is_to_blame(
    tagger: seqlab.Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Core:
        def tag_columns(self, inputs: list[Any], *rest: Any) -> Any:
            if "much" in inputs:
                raise MemoryError
            return tagger._core.tag_columns(inputs, *rest)

    small = tagger.with_head("NER")
    monkeypatch.setattr(small, "_core", Core())
    values = seqlab.arrow.tag(small, pyarrow.array(["Oslo", "much", "Bergen", "Turku"])).to_pylist()
    assert [value["error"] for value in values] == [None, "memory does not suffice", None, None]


@pytest.mark.parametrize("texts", [[], [None, None]])
def test_columns_without_texts_keep_their_length(tagger: seqlab.Tagger, texts: list[None]) -> None:
    column = seqlab.arrow.tag(tagger, pyarrow.array(texts, pyarrow.string()))
    assert column.to_pylist() == texts
    assert column.type == seqlab.arrow.tagged_type(tagger.heads)


def test_large_strings_and_slices_are_read(tagger: seqlab.Tagger) -> None:
    texts = pyarrow.array(["x", *TEXTS], pyarrow.large_string()).slice(1)
    assert seqlab.arrow.tag(tagger, texts).to_pylist() == [of_doc(tagger(text)) for text in TEXTS]


def test_a_column_of_numbers_is_refused(tagger: seqlab.Tagger) -> None:
    with pytest.raises(TypeError, match="the texts are int64; they must be strings"):
        seqlab.arrow.tag(tagger, pyarrow.array([1]))


def test_a_long_column_gives_the_same_as_its_texts_alone(
    tagger: seqlab.Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seqlab.arrow, "_CHARACTERS_AT_A_TIME", 40)
    texts = [f"{i} {text}" for i in range(10) for text in TEXTS]
    assert seqlab.arrow.tag(tagger, pyarrow.array(texts)).to_pylist() == [of_doc(tagger(text)) for text in texts]


def test_classifications_are_those_of_the_classifier() -> None:
    classifier = seqlab.load_classifier()
    texts = ["a warm and clever film", None, "", "x" * 11 + " dull", "dull"]
    values = seqlab.arrow.classify(classifier, pyarrow.array(texts), max_length=22).to_pylist()
    assert values[1] is None
    for text, value in zip(texts, values):
        if text is not None:
            assert value == {**classifier(text)._asdict(), "error": None}
    assert seqlab.arrow.classify(classifier, pyarrow.array(["dull"]), max_length=1)[0].as_py() == {
        "label": None, "score": None, "error": "the text has 4 characters; max_length is 1"
    }  # fmt: skip
