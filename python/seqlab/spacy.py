"""Seqlab as a component of a spaCy pipeline: entities, parts of speech and morphology.

    nlp = spacy.blank("en")
    nlp.add_pipe("seqlab")                      # config={"model": "en", "threads": 1}

spaCy cuts the text into tokens and, if a component before does that, into sentences; otherwise spaCy's rule for
punctuation tells where sentences begin. The component sets `doc.ents` from the head NER (or the first whose labels mark spans), `token.pos_` from UPOS, `token.tag_`
from XPOS and `token.morph` from FEATS, as far as the model has these heads; what other components have set stays, except
that entities which overlap with new ones give way to them.
"""

from __future__ import annotations

import itertools
import os
from typing import Any, Iterable, Iterator

import spacy.tokens
import spacy.util
from spacy.language import Language
from spacy.pipeline import Sentencizer

import seqlab
from seqlab import _seqlab, stored

_SENTENCIZER = Sentencizer()


class SeqlabComponent:
    """The component. A pipeline that is written to disk has the model in its folder.

    The model is loaded when it is first used, as a pipeline that is read brings its own.
    """

    def __init__(self, name: str, model: str, threads: int, min_confidence: float) -> None:
        self.name = name
        self._model = model
        self._options: dict[str, Any] = {"threads": threads, "min_confidence": min_confidence}
        self._tagger: seqlab.Tagger | None = None

    @property
    def tagger(self) -> seqlab.Tagger:
        if self._tagger is None:
            self._tagger = seqlab.load(self._model, **self._options)
        return self._tagger

    def __call__(self, doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
        self._set(doc, self.tagger.pipe(self._sentences(doc)))
        return doc

    def pipe(self, stream: Iterable[spacy.tokens.Doc], *, batch_size: int = 256) -> Iterator[spacy.tokens.Doc]:
        """Annotates many documents, whose sentences are tagged together."""
        for docs in spacy.util.minibatch(stream, size=batch_size):  # type: ignore[no-untyped-call]
            of_docs = [self._sentences(doc) for doc in docs]
            found = iter(list(self.tagger.pipe(itertools.chain.from_iterable(of_docs), batch_size=4 * batch_size)))
            for doc, sentences in zip(docs, of_docs):
                self._set(doc, itertools.islice(found, len(sentences)))
                yield doc

    @staticmethod
    def _words(doc: spacy.tokens.Doc) -> list[list[spacy.tokens.Token]]:
        """The tokens of each sentence that are not white space, which Seqlab's models have never seen."""
        if doc.has_annotation("SENT_START"):
            begins = [token.is_sent_start for token in doc]
        else:
            begins = _SENTENCIZER.predict([doc])[0]
        sentences: list[list[spacy.tokens.Token]] = []
        for token, begin in zip(doc, begins):
            if begin or not sentences:
                sentences.append([])
            if not token.is_space:
                sentences[-1].append(token)
        return sentences

    def _sentences(self, doc: spacy.tokens.Doc) -> list[list[str]]:
        return [[token.text for token in sentence] for sentence in self._words(doc)]

    def _set(self, doc: spacy.tokens.Doc, found: Iterable[seqlab.Doc]) -> None:
        entities: list[spacy.tokens.Span] = []
        for words, tagged in zip(self._words(doc), found):
            for word, token in zip(words, tagged):
                if token.pos_:
                    word.pos_ = token.pos_
                if token.tag_:
                    word.tag_ = token.tag_
                if token.morph:
                    word.set_morph(token.morph)  # type: ignore[attr-defined]
            entities += [
                spacy.tokens.Span(doc, words[e.start].i, words[e.end - 1].i + 1, label=e.label_) for e in tagged.ents
            ]
        if entities:
            kept = [e for e in doc.ents if not any(e.start < new.end and new.start < e.end for new in entities)]
            doc.set_ents(spacy.util.filter_spans([*kept, *entities]))

    def to_disk(self, path: str | os.PathLike[str], *, exclude: Iterable[str] = ()) -> None:
        folder = spacy.util.ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        self.tagger.save(folder / "seqlab.model")

    def from_disk(self, path: str | os.PathLike[str], *, exclude: Iterable[str] = ()) -> SeqlabComponent:
        self._tagger = seqlab.load(spacy.util.ensure_path(path) / "seqlab.model", **self._options)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        return stored.to_bytes(self.tagger._core)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> SeqlabComponent:
        self._tagger = seqlab.Tagger(_seqlab.Tagger.from_bytes(data), **self._options)
        return self


@Language.factory(
    "seqlab",
    default_config={"model": "en", "threads": 1, "min_confidence": 0.0},
    assigns=["doc.ents", "token.ent_iob", "token.ent_type", "token.pos", "token.tag", "token.morph"],
    requires=[],
)
def create(nlp: Language, name: str, model: str, threads: int, min_confidence: float) -> Any:
    """Makes the component for `add_pipe`."""
    return SeqlabComponent(name, model, threads, min_confidence)
