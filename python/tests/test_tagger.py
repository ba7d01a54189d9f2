"""Taggers and documents."""

from __future__ import annotations

import json
import pathlib
import pickle
from typing import Any, Callable

import pytest

import seqlab

TEXT = "Anna Berg moved to Bergen. She works for Siemens!"


def facts(doc: seqlab.Doc) -> Any:
    return (
        [(t.text, t.idx, t.labels, t.scores) for t in doc],
        [(e.text, e.label_, e.start_char, e.end_char, e.score) for e in doc.ents],
    )


def test_a_document_has_tokens_sentences_and_entities(en: seqlab.Tagger) -> None:
    doc = en(TEXT)
    assert doc.text == str(doc) == TEXT
    assert [t.text for t in doc][:3] == ["Anna", "Berg", "moved"]
    assert len(doc) == 11
    assert [(t.text, t.pos_, t.tag_, t.morph, t.labels["NER"]) for t in doc[:2]] == [
        ("Anna", "PROPN", "NNP", "Number=Sing", "B-PER"),
        ("Berg", "PROPN", "NNP", "Number=Sing", "I-PER"),
    ]
    assert doc[3].morph == ""
    assert doc[-1].text == "!"
    assert [(e.text, e.label_, e.start, e.end) for e in doc.ents][:2] == [("Anna Berg", "PER", 0, 2), ("Bergen", "LOC", 4, 5)]
    assert [s.text for s in doc.sents] == ["Anna Berg moved to Bergen.", "She works for Siemens!"]
    assert [t.text for t in list(doc.sents)[1]] == ["She", "works", "for", "Siemens", "!"]
    assert [e.text for e in next(doc.sents).ents] == ["Anna Berg", "Bergen"]
    assert doc.spans == {"NER": doc.ents} or [e.text for e in doc.spans["NER"]] == [e.text for e in doc.ents]
    with pytest.raises(IndexError):
        doc[11]


def test_places_are_code_points(en: seqlab.Tagger) -> None:
    text = "😀 naïve Anna 👩‍👩‍👧 e\u0301 moved to 東京 with Łukasz Żak."
    doc = en(text)
    for token in doc:
        assert text[token.idx : token.idx + len(token)] == token.text
    for span in doc.ents:
        assert text[span.start_char : span.end_char] == span.text
        assert [t.text for t in span] == [t.text for t in doc[span.start : span.end]]


def test_words_are_one_sentence_whose_text_has_spaces_between_them(en: seqlab.Tagger) -> None:
    words = ["Anna", "Berg", "moved", "to", "New York", "."]
    doc = en(words=words)
    assert doc.text == "Anna Berg moved to New York ."
    assert [t.text for t in doc] == words
    for span in doc.ents:
        assert doc.text[span.start_char : span.end_char] == span.text
    for token in doc:
        assert doc.text[token.idx : token.idx + len(token)] == token.text
    assert facts(en(words)) == facts(doc) == facts(en(tuple(words))) == facts(en(seqlab.Words(words)))


def test_scores_are_the_same_whenever_they_are_computed(en: seqlab.Tagger) -> None:
    scored = seqlab.load("en", probabilities=True)(TEXT)
    doc = en(TEXT)
    ents = doc.ents
    assert all(0 < e.score <= 1 for e in ents)
    assert facts(doc) == facts(scored)
    assert ents[0].score == scored.ents[0].score
    assert doc[0].scores == scored[0].scores
    assert "probability" not in doc.to_json()
    assert "probability" in scored.to_json()


def test_a_document_is_written_as_the_program_writes_it(program: Callable[..., str], web_text: list[str]) -> None:
    texts = web_text[:300] + ["", "  ", "Zoë \\ \"q\" <b>\t</b>"]
    lines = "".join(text + "\n" for text in texts)
    for model in ("en", "en-ner"):
        for probabilities in (False, True):
            nlp = seqlab.load(model, probabilities=probabilities)
            more = ["--probabilities"] if probabilities else []
            expected = program("tagger", "tag", "-q", "-m", model, "--output-format", "jsonl", *more, text=lines)
            assert "".join(doc.to_json() + "\n" for doc in nlp.pipe(texts)) == expected
            one = program("tagger", "tag", "-q", "-m", model, "--output-format", "conllu", *more, text=texts[7] + "\n")
            assert nlp(texts[7]).to_conllu() == one
    doc = seqlab.load("en")(texts[3])
    assert doc.to_dict() == json.loads(doc.to_json())


def test_pipe_is_lazy_and_keeps_order_and_keys(small_tagger: seqlab.Tagger) -> None:
    read = 0

    def texts() -> Any:
        nonlocal read
        for number in range(1000):
            read += 1
            yield f"Anna Smith likes Rome {number} .".split(), number

    pairs = small_tagger.pipe(texts(), as_tuples=True, batch_size=10)
    assert read == 0
    doc, key = next(pairs)
    assert key == 0 and read <= 20
    keys = [key for _, key in pairs]
    assert keys == list(range(1, 1000))
    assert list(small_tagger.pipe([])) == []
    with pytest.raises(ValueError, match="batch_size"):
        list(small_tagger.pipe(["a"], batch_size=0))


def test_batches_and_threads_change_nothing(en: seqlab.Tagger, web_text: list[str]) -> None:
    texts = web_text[:200]
    alone = [facts(en(text)) for text in texts]
    assert [facts(doc) for doc in seqlab.load("en", threads=3, probabilities=True).pipe(texts, batch_size=64)] == alone


def test_a_bad_text_is_a_data_error_or_what_on_error_says(small_tagger: seqlab.Tagger) -> None:
    with pytest.raises(seqlab.DataError, match="lone surrogate"):
        small_tagger("Anna \ud800")
    with pytest.raises(ValueError, match="token 2"):
        small_tagger(words=["Anna", ""])
    texts: list[Any] = ["Anna", "\udfff", ["a", ""], "Rome"]
    with pytest.raises(seqlab.DataError, match="input 2"):
        list(small_tagger.pipe(texts))
    found = list(small_tagger.pipe(texts, on_error=lambda text, error: (text, type(error).__name__)))
    assert [str(doc) for doc in (found[0], found[3])] == ["Anna", "Rome"]
    assert found[1:3] == [("\udfff", "DataError"), (["a", ""], "DataError")]


@pytest.mark.parametrize("text", [b"bytes", 3, 3.5, {"a": 1}, [1, 2], [None], object(), {"a", "b"}])
def test_another_type_is_a_type_error(small_tagger: seqlab.Tagger, text: Any) -> None:
    with pytest.raises(TypeError):
        small_tagger(text)
    with pytest.raises(TypeError):
        list(small_tagger.pipe([text]))


def test_a_call_takes_a_text_or_words(small_tagger: seqlab.Tagger) -> None:
    with pytest.raises(TypeError):
        small_tagger()
    with pytest.raises(TypeError):
        small_tagger("a", words=["a"])
    with pytest.raises(TypeError):
        small_tagger("a", columns={"2": ["NN"]})
    with pytest.raises(seqlab.DataError, match="2"):
        small_tagger(words=["a"], columns={"2": ["NN"]})


def test_feature_columns_are_read() -> None:
    # Training data in memory has no columns, so a file has.
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "train.conll"
        path.write_text("\n".join("a N B-X\nb V O\n" for _ in range(30)), encoding="utf-8")
        nlp = seqlab.train(path, path, features="2:3", hidden=4, dimension=4, epochs=1)
    assert nlp.meta["feature_columns"] == ["2"]
    assert len(nlp(words=["a", "b"], columns={"2": ["N", "V"]})) == 2
    assert len(list(nlp.pipe([seqlab.Words(["a"], {"2": ["N"]})]))) == 1
    with pytest.raises(seqlab.DataError, match="2"):
        nlp("a b")


def test_one_head_is_chosen(en: seqlab.Tagger) -> None:
    ner = en.with_head("NER")
    assert en.heads == ("UPOS", "XPOS", "FEATS", "NER") and ner.heads == ("NER",)
    assert [e.text for e in ner(TEXT).ents] == [e.text for e in en(TEXT).ents]
    assert ner(TEXT)[0].pos_ == ""
    assert set(ner.labels) == {"NER"}
    assert seqlab.load("en", head="UPOS")(TEXT).ents == ()
    with pytest.raises(seqlab.DataError, match="no head POS; its heads are UPOS, XPOS, FEATS, NER"):
        en.with_head("POS")


def test_the_best_sequences(en: seqlab.Tagger) -> None:
    best = en.with_head("NER").n_best(["Anna", "Berg", "sings"], 3)
    assert [len(labels) for labels, _ in best] == [3, 3, 3]
    probabilities = [probability for _, probability in best]
    assert probabilities == sorted(probabilities, reverse=True)
    with pytest.raises(seqlab.DataError, match="several"):
        en.n_best(["Anna"], 2)


def test_labels_below_a_confidence_are_withheld() -> None:
    sure = seqlab.load("en-ner", min_confidence=0.9)
    for doc in (sure(TEXT), sure("Bergen or Siemens or Springfield or Jordan?")):
        assert all(e.score >= 0.9 for e in doc.ents)


def test_a_document_survives_pickling(en: seqlab.Tagger, small_tagger: seqlab.Tagger) -> None:
    for doc in (en(TEXT), en(words=["Anna", "Berg"]), en(""), small_tagger("Anna Smith")):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            again = pickle.loads(pickle.dumps(doc, protocol))
            assert again.text == doc.text and facts(again) == facts(doc)
            assert again.to_json() == doc.to_json() and again.to_conllu() == doc.to_conllu()
            assert [s.text for s in again.sents] == [s.text for s in doc.sents]
            assert facts(pickle.loads(pickle.dumps(again))) == facts(doc)
    odd = en(words=["tab\there"])
    again = pickle.loads(pickle.dumps(odd))
    for one in (odd, again):
        with pytest.raises(seqlab.DataError, match="tab"):
            one.to_conllu()


def test_a_document_outlives_its_tagger() -> None:
    doc = seqlab.load("en-ner")(TEXT)
    assert doc.ents[0].score > 0
    token, span = list(doc)[0], doc.ents[0]
    del doc
    assert (token.text, span.text) == ("Anna", "Anna Berg")


def test_a_tagger_survives_pickling_and_saving(small_tagger: seqlab.Tagger, tmp_path: pathlib.Path) -> None:
    again = pickle.loads(pickle.dumps(small_tagger.with_head(small_tagger.heads[0])))
    small_tagger.save(tmp_path / "m.model")
    for other in (again, seqlab.load(tmp_path / "m.model"), seqlab.load(str(tmp_path / "m.model"))):
        assert facts(other("Anna Smith likes Rome .")) == facts(small_tagger("Anna Smith likes Rome ."))
    with pytest.raises(seqlab.Error):
        small_tagger.save(tmp_path)


def test_notebooks_show_entities_in_colour_and_escape_the_text(en: seqlab.Tagger) -> None:
    html = en("<script>alert(1)</script> Anna Berg & co")._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html and "&amp;" in html
    assert html.count("<mark") == html.count("</mark>") >= 1
    assert "Anna Berg" in html and "PER" in html


def test_objects_print_what_they_are(en: seqlab.Tagger) -> None:
    doc = en(TEXT)
    assert repr(doc).startswith("Doc('Anna Berg moved to Bergen. She works for Siemens!'") and "PER='Anna Berg'" in repr(doc)
    assert repr(doc[0]) == "Token('Anna', UPOS='PROPN', XPOS='NNP', FEATS='Number=Sing', NER='B-PER')"
    assert repr(doc.ents[0]) == "Span('Anna Berg', 'PER')"
    assert repr(next(doc.sents)) == "Sentence('Anna Berg moved to Bergen.')"
    assert "UPOS" in repr(en)


def test_what_a_model_says_of_itself(en: seqlab.Tagger) -> None:
    meta = en.meta
    assert meta["task"] == "tagger" and "CC BY-SA" in meta["licence"]
    assert meta["options"]["hidden"] == "200"
    assert {"NOUN", "VERB"} <= set(en.labels["UPOS"])
    assert "B-PER" in en.labels["NER"]


def test_models_are_listed_and_wrong_ones_refused(tmp_path: pathlib.Path) -> None:
    names = [model.name for model in seqlab.models()]
    assert {"en", "en-ner", "en-pos", "en-sentiment"} <= set(names)
    with pytest.raises(seqlab.DataError, match="no model of this name"):
        seqlab.load("xx")
    with pytest.raises(seqlab.ModelError, match="classifier"):
        seqlab.load("en-sentiment")
    with pytest.raises(seqlab.ModelError, match="tagger"):
        seqlab.load_classifier("en")
    with pytest.raises(seqlab.Error):
        seqlab.load(tmp_path / "absent.model")
    bad = tmp_path / "bad.model"
    bad.write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    with pytest.raises(seqlab.ModelError):
        seqlab.load(bad)


def test_datasets_can_map_batches(en: seqlab.Tagger) -> None:
    found = en.map_batch({"text": [TEXT, "Nothing here."]})
    assert found["tokens"][1] == ["Nothing", "here", "."]
    assert found["NER"][0][:2] == ["B-PER", "I-PER"]
    assert found["entities"][0][0] == {"text": "Anna Berg", "start": 0, "end": 9, "label": "PER"}
    assert found["entities"][1] == []
