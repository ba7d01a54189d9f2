"""spaCy, scikit-learn, datasets and pandas as they are; each is skipped where it is not installed."""

from __future__ import annotations

import pathlib
import pickle

import pytest

import seqlab
from small_data import SMALL, reviews, sentences

TEXTS = ["Anna Berg moved to Bergen.", "", "She works for  Siemens. In Oslo?"]


class TestSpacy:
    def test_a_component_sets_entities_parts_of_speech_and_morphology(self) -> None:
        spacy = pytest.importorskip("spacy")
        nlp = spacy.blank("en")
        nlp.add_pipe("seqlab")
        doc = nlp(TEXTS[0])
        assert [(e.text, e.label_) for e in doc.ents] == [("Anna Berg", "PER"), ("Bergen", "LOC")]
        assert (doc[0].pos_, doc[0].tag_, str(doc[0].morph)) == ("PROPN", "NNP", "Number=Sing")
        piped = list(nlp.pipe(TEXTS, batch_size=2))
        assert [[e.text for e in doc.ents] for doc in piped] == [[e.text for e in nlp(text).ents] for text in TEXTS]
        assert [doc.text for doc in piped] == TEXTS
        assert nlp.analyze_pipes()["problems"]["seqlab"] == []

    def test_it_tags_sentence_by_sentence(self) -> None:
        spacy = pytest.importorskip("spacy")
        nlp = spacy.blank("en")
        nlp.add_pipe("seqlab", config={"model": "en-ner"})
        expected = seqlab.load("en-ner")
        doc = nlp(TEXTS[2])
        words = [[t.text for t in doc if not t.is_space][:5], [t.text for t in doc if not t.is_space][5:]]
        assert [e.text for e in doc.ents] == [e.text for sentence in words for e in expected(sentence).ents]

    def test_entities_of_other_components_stay_unless_they_overlap(self) -> None:
        spacy = pytest.importorskip("spacy")
        nlp = spacy.blank("en")
        ruler = nlp.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": "VERB", "pattern": "moved"}, {"label": "CITY", "pattern": "Bergen"}])
        nlp.add_pipe("seqlab", config={"model": "en-ner"})
        assert {(e.text, e.label_) for e in nlp(TEXTS[0]).ents} == {("Anna Berg", "PER"), ("moved", "VERB"), ("Bergen", "LOC")}

    def test_a_pipeline_is_written_and_read(self, tmp_path: pathlib.Path, small_tagger: seqlab.Tagger) -> None:
        spacy = pytest.importorskip("spacy")
        small_tagger.save(tmp_path / "small.model")
        nlp = spacy.blank("en")
        nlp.add_pipe("seqlab", config={"model": str(tmp_path / "small.model")})
        text = "Anna Smith likes Rome ."
        expected = [(e.text, e.label_) for e in nlp(text).ents]
        nlp.to_disk(tmp_path / "pipeline")
        data = nlp.to_bytes()
        config = nlp.config
        (tmp_path / "small.model").rename(tmp_path / "moved.model")
        assert [(e.text, e.label_) for e in spacy.load(tmp_path / "pipeline")(text).ents] == expected
        other = spacy.util.load_model_from_config(config).from_bytes(data)
        assert [(e.text, e.label_) for e in other(text).ents] == expected
        assert [(e.text, e.label_) for e in pickle.loads(pickle.dumps(nlp))(text).ents] == expected

    def test_processes(self) -> None:
        spacy = pytest.importorskip("spacy")
        nlp = spacy.blank("en")
        nlp.add_pipe("seqlab", config={"model": "en-ner"})
        found = [[e.text for e in doc.ents] for doc in nlp.pipe(TEXTS * 5, n_process=2, batch_size=3)]
        assert found == [[e.text for e in nlp(text).ents] for text in TEXTS] * 5


class TestSklearn:
    def test_a_sequence_tagger_is_an_estimator(self) -> None:
        pytest.importorskip("sklearn")
        from sklearn.base import clone
        from sklearn.model_selection import GridSearchCV, cross_val_score

        from seqlab.sklearn import SequenceTagger

        data = sentences(60, 1)
        X, y = [words for words, _ in data], [labels for _, labels in data]
        tagger = SequenceTagger(**SMALL)
        assert clone(tagger).get_params() == tagger.get_params()
        tagger.fit(X, y)
        assert tagger.predict(X[:2]) == y[:2]
        assert tagger.score(X, y) > 0.9
        assert pickle.loads(pickle.dumps(tagger)).predict(X[:2]) == y[:2]
        search = GridSearchCV(SequenceTagger(**SMALL), {"hidden": [2, 8]}, cv=2).fit(X, y)
        assert search.best_params_["hidden"] in (2, 8)
        assert len(cross_val_score(tagger, X, y, cv=2)) == 2
        with pytest.raises(TypeError, match="hiden"):
            SequenceTagger(hiden=3)
        with pytest.raises(ValueError, match="X has 1"):
            tagger.fit(X[:1], y[:2])

    def test_a_text_classifier_is_an_estimator(self) -> None:
        pytest.importorskip("sklearn")
        import numpy
        from sklearn.base import clone, is_classifier
        from sklearn.exceptions import NotFittedError
        from sklearn.model_selection import GridSearchCV
        from sklearn.pipeline import Pipeline
        from sklearn.preprocessing import FunctionTransformer

        from seqlab.sklearn import TextClassifier

        data = reviews(80, 1)
        X, y = [text for text, _ in data], numpy.array([label for _, label in data])
        clf = TextClassifier(**SMALL)
        assert is_classifier(clf)
        with pytest.raises(NotFittedError):
            clf.predict(X)
        numbers = (y == "good").astype(int)
        assert clf.fit(X, numbers).score(X, numbers) > 0.9
        assert list(clf.classes_) == [0, 1] and clf.predict(X[:1]).dtype == numbers.dtype
        assert numpy.allclose(clf.predict_proba([*X, ""]).sum(axis=1), 1)
        lower = FunctionTransformer(lambda texts: [text.lower() for text in texts])
        pipeline = Pipeline([("lower", lower), ("clf", clone(clf))])
        search = GridSearchCV(pipeline, {"clf__hidden": [2, 8]}, cv=2).fit(X, y)
        assert search.score(X, y) > 0.9
        assert pickle.loads(pickle.dumps(search.best_estimator_.named_steps["clf"])).predict(X[:3]).tolist() == y[:3].tolist()


class TestTables:
    def test_datasets_map(self, en: seqlab.Tagger) -> None:
        datasets = pytest.importorskip("datasets")
        data = datasets.Dataset.from_dict({"text": TEXTS, "id": [1, 2, 3]})
        found = data.map(en.map_batch, batched=True, batch_size=2)
        assert found["id"][:] == [1, 2, 3]
        assert found["entities"][0][0]["text"] == "Anna Berg"
        assert found["UPOS"][0][0] == "PROPN" and found["tokens"][1] == []
        parallel = data.map(en.map_batch, batched=True, num_proc=2)
        assert parallel["NER"][:] == found["NER"][:]

    def test_pandas(self, en: seqlab.Tagger) -> None:
        pandas = pytest.importorskip("pandas")
        frame = pandas.DataFrame({"text": TEXTS})
        frame["names"] = [[e.text for e in doc.ents] for doc in en.pipe(frame["text"])]
        assert frame["names"][0] == ["Anna Berg", "Bergen"]
        frame["label"] = seqlab.load_classifier().predict(frame["text"])
        assert frame["label"][1] == ""
        assert frame["text"].map(lambda text: len(en(text))).tolist() == [6, 0, 8]
