"""Documents: what a tagger found in a text, as sentences, tokens and spans.

Places are those of Python's str: code points of `Doc.text`. The text of a document that was given as words is the words
with a space between them.
"""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple, overload

from seqlab.found import Found, SpanRow, TokenRow
from seqlab.inputs import Given


class Heads(NamedTuple):
    """The heads of a tagger, and which of them documents ask for what (None: there is no such head)."""

    names: tuple[str, ...]
    with_spans: tuple[str, ...]  # whose labels mark spans
    entities: str | None  # of Doc.ents: NER, or else the first whose labels mark spans
    pos: int | None  # of Token.pos_: UPOS
    tag: int | None  # of Token.tag_: XPOS
    morph: int | None  # of Token.morph: FEATS


class Token:
    """A token of a document, with a label from each head.

    doc: its document; i: its index in it, from 0.
    """

    __slots__ = ("doc", "i")

    def __init__(self, doc: Doc, i: int) -> None:
        self.doc = doc
        self.i = i

    @property
    def text(self) -> str:
        return self.doc._tokens()[self.i][0]

    @property
    def idx(self) -> int:
        """Where it begins in the text of the document."""
        return self.doc._place(self.i)

    @property
    def labels(self) -> dict[str, str]:
        """The label of each head, by the head's name. An empty label was withheld (`min_confidence`)."""
        return dict(zip(self.doc.heads, self.doc._tokens()[self.i][3]))

    @property
    def scores(self) -> dict[str, float]:
        """The probability of each label, by the head's name."""
        scores = self.doc._scored_tokens()[self.i][4]
        return {head: score for head, score in zip(self.doc.heads, scores) if score is not None}

    @property
    def pos_(self) -> str:
        """The label of the head UPOS, such as "NOUN"; empty without such a head."""
        return self._label(self.doc._heads.pos)

    @property
    def tag_(self) -> str:
        """The label of the head XPOS, such as "NNS"; empty without such a head."""
        return self._label(self.doc._heads.tag)

    @property
    def morph(self) -> str:
        """The label of the head FEATS, such as "Number=Plur"; empty for no features, and without such a head."""
        label = self._label(self.doc._heads.morph)
        return "" if label == "_" else label

    def _label(self, head: int | None) -> str:
        return "" if head is None else self.doc._tokens()[self.i][3][head]

    def __len__(self) -> int:
        return len(self.text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Token({self.text!r}{''.join(f', {head}={label!r}' for head, label in self.labels.items())})"


class _Tokens:
    """Tokens of a document in a row; an iterable of them.

    doc: their document; start, end: the index of the first token and of the one after the last.
    """

    __slots__ = ("doc", "start", "end")

    def __init__(self, doc: Doc, start: int, end: int) -> None:
        self.doc = doc
        self.start = start
        self.end = end

    @property
    def start_char(self) -> int:
        """Where the first token begins in the text of the document."""
        return self.doc._place(self.start)

    @property
    def end_char(self) -> int:
        """Where the last token ends in the text of the document."""
        last = self.end - 1
        return self.doc._place(last) + len(self.doc._tokens()[last][0])

    @property
    def text(self) -> str:
        return self.doc.text[self.start_char : self.end_char]

    def __iter__(self) -> Iterator[Token]:
        return (Token(self.doc, i) for i in range(self.start, self.end))

    def __len__(self) -> int:
        return self.end - self.start

    def __getitem__(self, index: int) -> Token:
        return Token(self.doc, range(self.start, self.end)[index])

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


class Sentence(_Tokens):
    """A sentence of a document."""

    __slots__ = ()

    @property
    def ents(self) -> tuple[Span, ...]:
        """The entities of the document that begin in it."""
        return tuple(span for span in self.doc.ents if self.start <= span.start < self.end)


class Span(_Tokens):
    """A span that the labels of a head mark, such as a name.

    label_: its type, such as "PER"; head: the name of the head.
    """

    __slots__ = ("_index", "label_", "head")

    def __init__(self, doc: Doc, index: int, row: SpanRow) -> None:
        self.doc = doc
        self._index = index
        self.label_ = row[3]
        self.head = row[5]
        self.start = row[6]
        self.end = row[7]

    @property
    def text(self) -> str:
        return self.doc._spans()[self._index][0]

    @property
    def score(self) -> float:
        """The probability of exactly this span, from its first token to its last and no further."""
        score = self.doc._scored_spans()[self._index][4]
        assert score is not None
        return score

    def __repr__(self) -> str:
        return f"Span({self.text!r}, {self.label_!r})"


class Doc:
    """What a tagger found in a text or a list of words; an iterable of its tokens.

    Probabilities (`score`, `scores`) are computed when they are first asked for, unless the tagger was loaded with
    `probabilities=True`. A pickled document needs no tagger.
    """

    __slots__ = ("_given", "_heads", "_found", "_token_rows", "_span_rows", "_word_places")

    def __init__(self, given: Given, heads: Heads, found: Found) -> None:
        self._given = given
        self._heads = heads
        self._found = found
        self._token_rows: list[TokenRow] | None = None
        self._span_rows: list[SpanRow] | None = None
        self._word_places: list[int] | None = None

    @property
    def text(self) -> str:
        return self._given if isinstance(self._given, str) else " ".join(self._given[0])

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of the heads that labelled it."""
        return self._heads.names

    @property
    def ents(self) -> tuple[Span, ...]:
        """The spans of the head NER; without such a head, of the first whose labels mark spans."""
        return self._spans_of(self._heads.entities)

    @property
    def spans(self) -> dict[str, tuple[Span, ...]]:
        """The spans of each head whose labels mark spans, by the head's name."""
        return {head: self._spans_of(head) for head in self._heads.with_spans}

    @property
    def sents(self) -> Iterator[Sentence]:
        """The sentences in order; words are one sentence."""
        begin = 0
        for length in self._found.sentence_lengths():
            if length > 0:
                yield Sentence(self, begin, begin + length)
            begin += length

    def __iter__(self) -> Iterator[Token]:
        return (Token(self, i) for i in range(len(self)))

    def __len__(self) -> int:
        """The number of tokens."""
        return len(self._tokens())

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> list[Token]: ...
    def __getitem__(self, index: int | slice) -> Token | list[Token]:
        chosen = range(len(self))[index]
        return Token(self, chosen) if isinstance(chosen, int) else [Token(self, i) for i in chosen]

    def to_json(self) -> str:
        """The line that `tagger tag --output-format jsonl` writes for it, without a line end."""
        return self._found.written("json")

    def to_dict(self) -> dict[str, Any]:
        """The object that to_json() writes."""
        import json  # here, as html below: a program that starts often does not wait for what it may not need

        result: dict[str, Any] = json.loads(self.to_json())
        return result

    def to_conllu(self) -> str:
        """What `tagger tag --output-format conllu` writes for it. Raises DataError for a word with a tab or line end."""
        return self._found.written("conllu")

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        text = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        return f"Doc({text!r}{''.join(f', {e.label_}={e.text!r}' for e in self.ents)})"

    def _repr_html_(self) -> str:
        """The text with its entities in colour, for notebooks."""
        from html import escape

        colours = {"PER": "#aec7f5", "ORG": "#f5c89a", "LOC": "#b5e3b5"}
        parts = ['<div style="line-height: 2; white-space: pre-wrap">']
        at = 0
        for span in self.ents:
            parts.append(escape(self.text[at : span.start_char]))
            parts.append(
                f'<mark style="background: {colours.get(span.label_, "#d9d2e9")}; color: #000; padding: 0.2em 0.4em; '
                f'border-radius: 0.3em">{escape(self.text[span.start_char : span.end_char])} '
                f"<small><b>{escape(span.label_)}</b></small></mark>"
            )
            at = span.end_char
        parts.append(f"{escape(self.text[at:])}</div>")
        return "".join(parts)

    def __reduce__(self) -> tuple[Any, ...]:
        return Doc, (self._given, self._heads, self._found)

    # Rows are kept rather than objects, which would refer back to the document and keep it alive until the collector
    # of cycles runs.

    def _tokens(self) -> list[TokenRow]:
        if self._token_rows is None:
            self._token_rows = self._found.tokens()
        return self._token_rows

    def _spans(self) -> list[SpanRow]:
        if self._span_rows is None:
            self._span_rows = self._found.spans()
        return self._span_rows

    def _spans_of(self, head: str | None) -> tuple[Span, ...]:
        return tuple([Span(self, index, row) for index, row in enumerate(self._spans()) if row[5] == head])

    def _scored_tokens(self) -> list[TokenRow]:
        if any(score is None for score in self._tokens()[0][4]):
            self._score()
        return self._tokens()

    def _scored_spans(self) -> list[SpanRow]:
        if self._spans()[0][4] is None:
            self._score()
        return self._spans()

    def _score(self) -> None:
        scored = self._found.scored()
        self._token_rows = scored.tokens()
        self._span_rows = scored.spans()

    def _place(self, token: int) -> int:
        """Where a token begins in the text."""
        if isinstance(self._given, str):
            return self._tokens()[token][1]
        if self._word_places is None:
            self._word_places = [0]
            for word in self._given[0]:
                self._word_places.append(self._word_places[-1] + len(word) + 1)
        return self._word_places[token]
