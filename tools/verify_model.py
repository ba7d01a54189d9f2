#!/usr/bin/env python3
"""Rebuilds the network of a model file in numpy and compares its probabilities with those in the file.

    tools/verify_model.py MODEL...

Needs the public packages `safetensors`, `numpy` and `xxhash`, and nothing of Seqlab: models/FORMAT.md describes all that it
does. The exit code is 0 if every probability of every self-test agrees to 1e-5 (in eight bits to 1e-2), else 1.
"""

import argparse
import itertools
import json
import re
import sys
import tempfile
import unicodedata

import numpy
import xxhash
from safetensors import SafetensorError, safe_open

TOLERANCE = 1e-5
# In eight bits, a number near the middle between two integers may round differently if it was computed more exactly.
TOLERANCE_INT8 = 1e-2
PREFIXES = {"io": "I", "iob1": "BI", "iob2": "BI", "ioe1": "IE", "ioe2": "IE"}
# Schemes that mark everything: the prefixes of the begin, the inside and the end of a span and of a single token.
COMPLETE = {"iobes": "BIES", "bilou": "BILU", "bmes": "BMES", "bmewo": "BMEW"}
# The sign of a code point by its general category; marks have none.
SIGNS = dict(Lu="X", Lt="X", Ll="x", Lm="c", Lo="c", Nd="d", Nl="n", No="n", Mn="", Me="", Mc="", Cf="")
SIGNS |= dict(Zs=" ", Zl=" ", Zp=" ", Pd="-", Ps="(", Pe=")", Pc="_", Pi='"', Pf='"', Po=".")
SIGNS |= dict(Sm="+", Sc="$", Sk="^", So="*")
BRACKETS = {"LRB": "(", "RRB": ")", "LSB": "[", "RSB": "]", "LCB": "{", "RCB": "}"}


def checksum_holds(path, digits):
    """Whether `digits` are the XXH3 hash of the file with these digits as zeros."""
    with open(path, "rb") as file:
        content = file.read()
    zeros = content.replace(b'"' + digits.encode() + b'"', b'"' + b"0" * len(digits) + b'"', 1)
    return xxhash.xxh3_128_hexdigest(zeros) == digits


def without_escapes(word):
    """The word without the escapes of the Penn Treebank."""
    word = re.sub(r"\\([/*])", r"\1", word)
    return re.sub(
        "-([LR][RSC]B)-|-([lr][rsc]b)-", lambda found: BRACKETS[(found[1] or found[2]).upper()], word
    )


def form(word, escapes):
    """The word that the model reads: the text's, with a treebank's escapes undone if the model says so."""
    if escapes != "ptb":
        return word
    quotes = {"``": '"', "''": '"', "`": "'"}
    return quotes.get(word) or without_escapes(word)


def may_follow(before, label, scheme, separator):
    """Whether a label may follow another; "O" also represents the start and the end of the text."""
    if scheme == "none":
        return True
    parts = []
    for text in (before, label):
        if text == "O":
            parts.append(("O", None))
        elif text[0] not in (PREFIXES | COMPLETE)[scheme]:
            return False
        elif len(text) == 1 or (len(text) > 2 and text[1] == separator):
            parts.append((text[0], text[2:]))
        else:
            return False
    (last, last_type), (prefix, its_type) = parts
    same_type = prefix != "O" and last_type == its_type
    goes_on = same_type and last in "BIM" and prefix in "IMEL"
    if scheme == "iob1":
        return prefix != "B" or same_type
    if scheme == "iob2":
        return prefix != "I" or goes_on
    if scheme == "ioe1":
        return last != "E" or same_type
    if scheme == "ioe2":
        return last != "I" or goes_on
    if scheme in COMPLETE:
        return goes_on if last in "BIM" else prefix not in "IMEL"
    return True


def log_of(allowed):
    """0 if allowed, -infinity if not."""
    return numpy.where(allowed, 0.0, -numpy.inf)


def zeroed(word):
    """The word with every decimal digit as 0."""
    return "".join("0" if letter.isdecimal() else letter for letter in word)


def bf16_tensors(path):
    """The BF16 tensors, for which numpy has no type, in single precision."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") == "BF16":
            begin, end = entry["data_offsets"]
            halves = numpy.frombuffer(data[begin:end], dtype="<u2").astype(numpy.uint32) << 16
            tensors[name] = halves.view(numpy.float32).reshape(entry["shape"])
    return tensors


def sign(character):
    """The sign of a code point in a word's shape."""
    if character < "\x80":
        if "\t" <= character <= "\r":
            return " "
        if character < " " or character == "\x7f":
            return "?"
        letter = "X" if character.isupper() else "x"
        return letter if character.isalpha() else "d" if character.isdigit() else character
    if character in "\u201a\u2018\u2019\u201b\u2039\u203a":
        return "'"
    if character == "\u201e":
        return '"'
    return SIGNS.get(unicodedata.category(character), "?")


def shape(word):
    """One sign per code point; runs of equal signs are cut to four."""
    runs = itertools.groupby(filter(None, map(sign, word)))
    return "".join(next(run) + "".join(itertools.islice(run, 3)) for _, run in runs)


def features(options):
    """The name of each feature and the function from a word to its value; None for a column."""
    found = []
    if options["shape-dimension"] != "0":
        found.append(("shape", shape))
    for length in filter(None, options["prefix-lengths"].split(",")):
        found.append((f"prefix-{length}", lambda word, n=int(length): word[:n]))
    for length in filter(None, options["suffix-lengths"].split(",")):
        found.append((f"suffix-{length}", lambda word, n=int(length): word[-n:]))
    for column in filter(None, options["features"].split(",")):
        found.append((f"column-{column.rpartition(':')[0]}", None))
    return found


class Direction:
    """The weights of one direction of a recurrent layer. Options belong to the encoder's cell, not to characters'."""

    def __init__(self, model, cell, name):
        self.model, self.name = model, name
        of_encoder = name.startswith("encoder.")
        self.option = lambda option, default: model.options.get(option, default) if of_encoder else default
        self.size = model.tensors[f"{name}.recurrent"].shape[1]
        self.bias = model.weights(f"{name}.bias")[:, 0]
        # What gates with raw input, and those with W, gain from the side input of the present token.
        self.raw_side, self.side = 0.0, 0.0

    def read_side(self, s):
        gained = self.model.product(f"{self.name}.side", s)
        of_raw = len(gained) - len(self.model.tensors[f"{self.name}.input"])
        self.raw_side, self.side = gained[:of_raw], gained[of_raw:]

    def w(self, x):
        """W x of all gates that have it, with the side input."""
        return self.model.product(f"{self.name}.input", x) + self.side

    def u(self, y):
        """U y of all gates that have it."""
        return self.model.product(f"{self.name}.recurrent", y)

    def raw(self, x):
        """The input, projected to h rows if it has another width, with the side input."""
        return (x if len(x) == self.size else self.model.product(f"{self.name}.raw", x)) + self.raw_side

    def peepholes(self):
        return self.model.weights(f"{self.name}.peepholes")[:, 0].reshape(-1, self.size)

    def blocks(self, rows):
        """Rows as blocks of h."""
        return rows.reshape(-1, self.size)


def sigma(x):
    return 1 / (1 + numpy.exp(-x))


FUNCTIONS = {"tanh": numpy.tanh, "logistic": sigma, "relu": lambda a: numpy.maximum(a, 0)}


def lstm(weights, x, h, c):
    parts = int(weights.option("block-size", "1"))
    forget = weights.option("forget-gate", "learned")
    shared = weights.size // parts  # rows of a gate
    gates = 3 if forget == "learned" else 2
    a = weights.w(x) + weights.u(h) + weights.bias
    seen = numpy.zeros((3, weights.size))
    if weights.option("peepholes", "false") == "true":
        seen[: len(weights.peepholes())] = weights.peepholes()

    def gate(place, state):
        peephole = (seen[place] * state).reshape(parts, shared).sum(axis=0)
        return numpy.tile(sigma(a[place * shared : (place + 1) * shared] + peephole), parts)

    i = gate(0, c)
    f = {"learned": lambda: gate(1, c), "none": lambda: 1, "coupled": lambda: 1 - i}[forget]()
    c = f * c + i * numpy.tanh(a[gates * shared :])
    return gate(gates - 1, c) * numpy.tanh(c), c


def gru(weights, x, h):
    w, u, b = weights.blocks(weights.w(x)), weights.blocks(weights.u(h)), weights.blocks(weights.bias)
    if weights.option("reset-gate", "after") == "after":
        r, z = sigma(w[1] + u[0] + b[1]), sigma(w[2] + u[1] + b[2])
        n = numpy.tanh(w[0] + b[0] + r * (u[2] + b[3]))
    else:
        r, z = sigma(w[:2] + u[:2] + b[:2])
        n = numpy.tanh(w[2] + b[2] + weights.blocks(weights.u(r * h))[2])
    return (z * h + (1 - z) * n,)


def rnn(weights, x, h):
    return (FUNCTIONS[weights.option("activation", "tanh")](weights.w(x) + weights.u(h) + weights.bias),)


def mut1(weights, x, h):
    w, u, b = weights.blocks(weights.w(x)), weights.blocks(weights.u(h)), weights.blocks(weights.bias)
    z, r = sigma(w[0] + b[0]), sigma(w[1] + u[0] + b[1])
    n = numpy.tanh(weights.blocks(weights.u(r * h))[1] + numpy.tanh(weights.raw(x)) + b[2])
    return (n * z + h * (1 - z),)


def mut2(weights, x, h):
    w, u, b = weights.blocks(weights.w(x)), weights.blocks(weights.u(h)), weights.blocks(weights.bias)
    r, z = sigma(weights.raw(x) + u[0] + b[0]), sigma(w[0] + u[1] + b[1])
    n = numpy.tanh(weights.blocks(weights.u(r * h))[2] + w[1] + b[2])
    return (n * z + h * (1 - z),)


def mut3(weights, x, h):
    w, u, b = weights.blocks(weights.w(x)), weights.blocks(weights.u(h)), weights.blocks(weights.bias)
    z = sigma(w[1] + weights.blocks(weights.u(numpy.tanh(h)))[1] + b[1])
    r = sigma(w[0] + u[0] + b[0])
    n = numpy.tanh(weights.blocks(weights.u(r * h))[2] + w[2] + b[2])
    return (n * z + h * (1 - z),)


# From the weights, an input and the states to the next states, the output first.
CELLS = {"lstm": lstm, "gru": gru, "rnn": rnn, "mut1": mut1, "mut2": mut2, "mut3": mut3}
STATES = {cell: "hc" if cell == "lstm" else "h" for cell in CELLS}


def softmax(scores):
    shares = numpy.exp(scores - numpy.max(scores))
    return shares / shares.sum()


class Model:
    def __init__(self, path):
        with safe_open(path, "numpy") as file:
            self.metadata = file.metadata()
            halves = self.metadata["precision"] == "bf16"
            self.tensors = bf16_tensors(path) if halves else {}
            for name in file.keys():
                if name not in self.tensors:
                    self.tensors[name] = file.get_tensor(name)
        self.options = dict(json.loads(self.metadata["options"]))
        one = [{"dimension": int(self.options["dimension"]), "words": "all"}]
        self.tables = json.loads(self.metadata.get("tables", json.dumps(one)))
        # The vocabularies by the name that begins their tensors and metadata.
        self.vocabularies = {}
        for tensor in self.tensors:
            if tensor.endswith("vocabulary.bytes"):
                name = tensor.removesuffix("vocabulary.bytes").rstrip(".")
                self.vocabularies[name] = self.texts(tensor.removesuffix(".bytes"))
        self.rows = self.vocabularies.get("", {})
        self.heads = json.loads(self.metadata.get("heads", "[]"))
        self.alphabet = {}
        self.features = []
        if self.metadata["task"] == "transducer":
            return
        if self.options["characters"] != "none":
            self.alphabet = self.texts("alphabet")
        self.features = [(name, self.texts(f"features.{name}"), of) for name, of in features(self.options)]
        self.language_models = []
        for name in ("language-model.ahead", "language-model.back"):
            if name not in self.tensors:
                continue
            with tempfile.NamedTemporaryFile() as file:
                file.write(self.tensors[name].tobytes())
                file.flush()
                self.language_models.append(Model(file.name))

    def texts(self, name):
        """The rows of the texts in the tensors NAME.bytes and NAME.offsets."""
        letters = self.tensors[f"{name}.bytes"].tobytes()
        offsets = self.tensors[f"{name}.offsets"].tolist()
        return {letters[offsets[i] : offsets[i + 1]]: i + 1 for i in range(len(offsets) - 1)}

    def index_holds(self):
        """Whether `vocabulary.slots` leads every word to its row and has no other entries, for all vocabularies."""
        for name, rows in self.vocabularies.items():
            slots = self.tensors[f"{name}.vocabulary.slots" if name else "vocabulary.slots"].tolist()
            seed = int(self.metadata[f"{name}_vocabulary_seed" if name else "vocabulary_seed"])
            for word, row in rows.items():
                code = xxhash.xxh3_64_intdigest(word, seed)
                slot = code >> 32 << 32 | row
                near = (slots[(code + probe) % len(slots)] for probe in range(min(256, len(slots))))
                if slot not in itertools.takewhile(bool, near):
                    return False
            if sum(map(bool, slots)) != len(rows):
                return False
        return True

    def weights(self, name):
        weights = self.tensors[name].astype(numpy.float64)
        scale = self.tensors.get(name + ".scale")
        return weights if scale is None else weights * scale.astype(numpy.float64)[:, None]

    def product(self, name, x):
        """The product of a matrix of the recurrent layers and a column; with integers in eight bits."""
        if self.metadata["precision"] == "int8":
            scale = numpy.abs(x).max() / 127
            x = numpy.rint(x / scale) * scale if scale > 0 else x
        return self.weights(name) @ x

    def row(self, word):
        """The row of the word in the tables of word vectors."""
        forms = (lambda w: w, str.lower, zeroed, lambda w: zeroed(w.lower()))
        for form in forms:
            for spelling in (word, without_escapes(word)):
                row = self.rows.get(form(spelling).encode())
                if row is not None:
                    return row
        return 0

    def vectors(self, rows):
        """The vectors of words [words, d], concatenated over all tables."""
        found = []
        for place, table in enumerate(self.tables):
            vectors = self.weights("words" if place == 0 else f"words.{place}")
            known = int(self.metadata["trained_words"]) if table["words"] == "trained" else len(self.rows)
            if vectors.shape != (known + 1, table["dimension"]):
                raise ValueError(f"table {place} of word vectors has the shape {vectors.shape}")
            found.append(vectors[[row if row <= known else 0 for row in rows]])
        return numpy.concatenate(found, axis=1)

    def direction(self, cell, name, inputs, learned=False, states=None, sides=None):
        """The states h [tokens + 1, h] of one direction, and its last states. The first are given, learned or zero."""
        weights = Direction(self, cell, name)
        if learned:
            states = [self.weights(f"{name}.initial.{state}")[:, 0] for state in STATES[cell]]
        states = states or [numpy.zeros(weights.size) for _ in STATES[cell]]
        outputs = [states[0]]
        for place, x in enumerate(inputs):
            if sides is not None:
                weights.read_side(sides[place])
            states = CELLS[cell](weights, x, *states)
            outputs.append(states[0])
        return numpy.array(outputs), states

    def window(self, name, inputs, context):
        """The outputs of a layer without recurrence, [tokens, h]."""
        bias = self.weights(f"{name}.bias")[:, 0]
        # [tokens, places in the window, h]; zero outside the text.
        terms = [self.product(f"{name}.weight", x).reshape(-1, len(bias)) for x in inputs]
        y = numpy.tile(bias, (len(inputs), 1))
        for token in range(len(inputs)):
            for place in range(2 * context + 1):
                if 0 <= token + place - context < len(inputs):
                    y[token] += terms[token + place - context][place]
        return FUNCTIONS[self.options["activation"]](y)

    def characters(self, word):
        """The column that the characters of a word give."""
        rows = [self.alphabet.get(character.encode(), 0) for character in word]
        vectors = self.weights("characters.table")[rows]
        cell = self.options["characters"]
        if cell in CELLS:
            ahead, _ = self.direction(cell, "characters.ahead", vectors)
            back, _ = self.direction(cell, "characters.back", vectors[::-1])
            return numpy.concatenate([ahead[-1], back[-1]])
        bias = self.weights("characters.bias")[:, 0]
        if not rows:
            return bias
        window = int(self.options["window"])
        filters = self.weights("characters.filters").reshape(window, len(bias), -1)
        before = (window - 1) // 2
        padded = numpy.pad(vectors, ((before, window - 1 - before), (0, 0)))
        sums = [
            sum(filters[k] @ padded[position + k] for k in range(window)) for position in range(len(rows))
        ]
        return bias + numpy.max(sums, axis=0)

    def encode(self, words, columns):
        """The processed output of the last layer [tokens, D h], and that at the last token of each direction."""
        words = [form(word, self.options["escapes"]) for word in words]
        values = self.vectors([self.row(word) for word in words])
        if self.options["characters"] != "none":
            vectors = [self.characters(word) for word in words]
            values = numpy.concatenate([values, numpy.array(vectors).reshape(len(words), -1)], axis=1)
        columns = iter(columns)
        for name, known, of_word in self.features:
            found = [of_word(word) for word in words] if of_word else next(columns)
            rows = [known.get(value.encode(), 0) for value in found]
            vectors = self.weights(f"features.{name}.table")[rows]
            values = numpy.concatenate([values, vectors], axis=1)
        return self.layers(values, self.options["directions"] == "2", self.contexts(words))

    def contexts(self, words):
        """The states of language models at each word [words, numbers]; None without such models."""
        found = []
        for place, model in enumerate(self.language_models):
            text, ends = "\n", []
            for word in words:
                ends.append(len(text))  # of what precedes the word
                text += word + " "
            ends = [len(text) + 1 - end for end in ends] if place == 1 else ends[1:] + [len(text)]
            rows = [model.rows.get(symbol.encode(), 0) for symbol in (text[::-1] if place == 1 else text)]
            states, _ = model.layers(model.symbol_vectors(rows), False)
            found.append(states[numpy.array(ends, dtype=int) - 1])
        return numpy.concatenate(found, axis=1) if found else None

    def layers(self, values, both, sides=None):
        """The same for input columns [tokens, d]; in both directions or ahead alone. sides: of the first layer."""
        learned = self.options["initial-state"] == "learned"
        cell = self.options["cell"]
        last = [numpy.zeros(values.shape[1])]
        for layer in range(int(self.options["layers"])):
            if cell == "none":
                y = self.window(f"encoder.{layer}.window", values, int(self.options["context"]) if layer == 0 else 0)
                values, last = self.processed_output(layer, values, y), [numpy.zeros(y.shape[1])]
                continue
            ahead, _ = self.direction(cell, f"encoder.{layer}.ahead", values, learned, sides=sides)
            parts, last = [ahead[1:]], [ahead[-1]]
            if both:
                back_sides = None if sides is None else sides[::-1]
                back, _ = self.direction(cell, f"encoder.{layer}.back", values[::-1], learned, sides=back_sides)
                parts.append(back[1:][::-1])
                last.append(back[-1])
            values = self.processed_output(layer, values, numpy.concatenate(parts, axis=1))
            sides = None
        if len(values) > 0:
            last = numpy.split(values[-1], len(last))[:1] + numpy.split(values[0], len(last))[1:]
        return values, numpy.concatenate(last)

    def processed_output(self, layer, x, y, part="encoder"):
        """The processed output of a layer with input x and output y: after its connection and normalisation."""
        name = f"{part}.{layer}"
        if layer > 0 and self.options.get("connections") == "residual":
            y = y + x
        if layer > 0 and self.options.get("connections") == "highway":
            bias = self.weights(f"{name}.transform.bias")[:, 0]
            sums = [self.product(f"{name}.transform.weight", column) + bias for column in x]
            t = 1 / (1 + numpy.exp(-numpy.array(sums).reshape(y.shape)))
            y = t * y + (1 - t) * x
        if self.options.get("layer-norm") == "true":
            gain, bias = (self.weights(f"{name}.norm.{part}")[:, 0] for part in ("gain", "bias"))
            scale = numpy.sqrt(y.var(axis=1, keepdims=True) + 1e-5)
            y = gain * (y - y.mean(axis=1, keepdims=True)) / scale + bias
        return y

    def attend(self, states):
        """The weighted mean of the tokens' columns."""
        hidden = numpy.tanh(
            states @ self.weights("pooling.hidden.weight").T + self.weights("pooling.hidden.bias")[:, 0]
        )
        scores = hidden @ self.weights("pooling.score.weight")[0] + self.weights("pooling.score.bias")[0, 0]
        shares = numpy.exp(scores - scores.max())
        return shares @ states / shares.sum()

    def pool(self, states, last):
        """The row of a text."""
        pooling = self.options["pooling"]
        if pooling == "last":
            return last
        if len(states) == 0:
            return numpy.zeros_like(last)
        return self.attend(states) if pooling == "attention" else getattr(states, pooling)(axis=0)

    def marginals(self, head, name, scores):
        """p of each label of each token over the label sequences that the scheme allows."""
        labels, style = head["labels"], (head["scheme"], head["separator"])
        allowed = [[may_follow(before, label, *style) for label in labels] for before in labels]
        between = self.weights(f"{name}.transitions") + log_of(allowed)
        start = self.weights(f"{name}.start")[:, 0] + log_of([may_follow("O", x, *style) for x in labels])
        end = self.weights(f"{name}.end")[:, 0] + log_of([may_follow(x, "O", *style) for x in labels])
        ahead, back = [start + scores[0]], [end]
        for token in scores[1:]:
            ahead.append(token + numpy.logaddexp.reduce(ahead[-1][:, None] + between, axis=0))
        for token in scores[:0:-1]:
            back.append(numpy.logaddexp.reduce(between + token + back[-1], axis=1))
        log_partition = numpy.logaddexp.reduce(ahead[-1] + end)
        if log_partition == -numpy.inf:
            return numpy.zeros_like(scores)
        return numpy.exp(numpy.array(ahead) + numpy.array(back[::-1]) - log_partition)

    def symbol_vectors(self, rows):
        """The vectors of symbols [symbols, d]: of the table, or of the clusters that softmax and input share."""
        if not self.tied:
            return self.vectors(rows)
        found = []
        for cluster in range(len(self.clusters)):
            vectors = self.weights(f"symbols.{cluster}.vectors")
            found.append(vectors if cluster == 0 else vectors @ self.weights(f"symbols.{cluster}.projection").T)
        return numpy.concatenate(found)[rows]

    @property
    def tied(self):
        return self.options.get("tied") == "true"

    @property
    def clusters(self):
        """The sizes of the clusters of symbols of a language model; one for a full softmax."""
        names = ["head"] + [f"head.{cluster}" for cluster in range(1, 1000)]
        return [len(self.tensors[f"{name}.bias"]) for name in names if f"{name}.bias" in self.tensors]

    def next_symbols(self, symbols, condition=None):
        """p of each symbol after the first (language model)."""
        rows = [self.rows.get(symbol.encode(), 0) for symbol in symbols]
        sides = None if condition is None else numpy.tile(condition, (len(rows), 1))
        states, _ = self.layers(self.symbol_vectors(rows[:-1]), False, sides)
        sizes = self.clusters
        found = []
        for state, row in zip(states, rows[1:]):
            y = self.weights("head.map.weight") @ state if "head.map.weight" in self.tensors else state
            scores = self.scores(0, y)
            if len(sizes) > 1:
                of_clusters = self.weights("head.clusters.weight") @ y + self.weights("head.clusters.bias")[:, 0]
                scores = numpy.concatenate([scores, of_clusters])
            shares = softmax(scores)
            begin, cluster, p = 0, 0, 1.0
            while row >= begin + sizes[cluster]:
                begin, cluster = begin + sizes[cluster], cluster + 1
            if cluster > 0:
                p = shares[sizes[0] + cluster - 1]
                if self.tied:
                    narrow = self.weights(f"symbols.{cluster}.projection").T @ y
                else:
                    narrow = self.weights(f"head.{cluster}.projection.weight") @ y
                shares = softmax(self.scores(cluster, narrow))
            found.append(p * shares[row - begin])
        return numpy.array(found)

    def scores(self, cluster, y):
        """Of the symbols of a cluster."""
        name = "head" if cluster == 0 else f"head.{cluster}"
        weight = self.weights(f"symbols.{cluster}.vectors" if self.tied else f"{name}.weight")
        return weight @ y + self.weights(f"{name}.bias")[:, 0]

    def target_symbols(self, source, target):
        """p of each symbol of a target and of its end (transducer)."""
        cell, learned = self.options["cell"], self.options["initial-state"] == "learned"
        rows = self.vocabularies.get("source")
        table = self.weights("source.table")
        memory = numpy.array(source) @ table if rows is None else table[[rows.get(s.encode(), 0) for s in source]]
        target_rows = [self.vocabularies["target"].get(symbol.encode(), 0) for symbol in target]
        boundary = len(self.vocabularies["target"]) + 1
        y = self.weights("target.table")[[boundary, *target_rows]]
        for layer in range(int(self.options["layers"])):
            ahead, first = self.direction(cell, f"encoder.{layer}.ahead", memory, learned)
            back, last = self.direction(cell, f"encoder.{layer}.back", memory[::-1], learned)
            outputs = numpy.concatenate([ahead[1:], back[1:][::-1]], axis=1)
            memory = self.processed_output(layer, memory, outputs)
            states = []
            for name, *ends in zip(STATES[cell], first, last):
                bias = self.weights(f"bridge.{layer}.{name}.bias")[:, 0]
                states.append(numpy.tanh(self.product(f"bridge.{layer}.{name}.weight", numpy.concatenate(ends)) + bias))
            outputs, _ = self.direction(cell, f"decoder.{layer}.ahead", y, states=states)
            y = self.processed_output(layer, y, outputs[1:], "decoder")
        found = []
        for column, row in zip(y, [*target_rows, boundary]):
            scores = memory @ self.product("attention.general", column)
            shares = numpy.exp(scores - scores.max(initial=-numpy.inf))
            context = shares @ memory / shares.sum() if len(memory) > 0 else numpy.zeros(memory.shape[1])
            joined = self.product("attention.join.weight", numpy.concatenate([column, context]))
            o = numpy.tanh(joined + self.weights("attention.join.bias")[:, 0])
            found.append(softmax(self.scores(0, o))[row])
        return numpy.array(found)

    def forecast(self, window):
        """What the network gives for a window, the numbers of each step (forecaster)."""
        states, _ = self.layers(numpy.array(window), False)
        return self.weights("head.weight") @ states[-1] + self.weights("head.bias")[:, 0]

    def probabilities(self, words, columns):
        """For each head, [tokens, labels] (tagger) or [1, labels] (classifier)."""
        states, last = self.encode(words, columns)
        if self.metadata["task"] == "classifier":
            states = self.pool(states, last)[None, :]
        found = []
        for place, head in enumerate(self.heads):
            name = "head" if place == 0 else f"head.{head['name']}"
            scores = states @ self.weights(f"{name}.weight").T + self.weights(f"{name}.bias")[:, 0]
            if head["decoder"] == "crf":
                found.append(self.marginals(head, name, scores))
                continue
            scores = numpy.exp(scores - scores.max(axis=1, keepdims=True))
            found.append(scores / scores.sum(axis=1, keepdims=True))
        return found


def problem(path):
    """Describes what is wrong with a model; None if nothing is. Prints the comparison."""
    model = Model(path)
    if not checksum_holds(path, model.metadata["checksum"]):
        return "the checksum does not match"
    if not model.index_holds():
        return "the index of the vocabulary does not lead to its words"
    tests = json.loads(model.metadata["self_tests"])
    if not tests:
        return "there are no self-tests to compare with"
    differences = []
    for test in tests:
        if model.metadata["task"] == "language-model":
            expected = numpy.exp(test["log_probabilities"])
            differences.extend(numpy.abs(model.next_symbols(test["symbols"], test.get("condition")) - expected))
            continue
        if model.metadata["task"] == "transducer":
            expected = numpy.exp(test["log_probabilities"])
            differences.extend(numpy.abs(model.target_symbols(test["source"], test["target"]) - expected))
            continue
        if model.metadata["task"] == "forecaster":
            expected = numpy.array(test["outputs"])
            own = model.forecast(test["window"])
            if own.size != expected.size:
                return f"a self-test has {expected.size} outputs, not {own.size}"
            differences.extend(numpy.abs(own - expected) / numpy.maximum(1, numpy.abs(expected)))
            continue
        found = model.probabilities(test["words"], test.get("columns", []))
        if len(found) != len(test["probabilities"]):
            return f"a self-test has probabilities for {len(test['probabilities'])} heads, not {len(found)}"
        for own, stated in zip(found, test["probabilities"]):
            expected = numpy.array(stated)
            if own.size != expected.size:
                return f"a self-test has {expected.size} probabilities, not {own.size}"
            differences.extend(numpy.abs(own.ravel() - expected))
    largest = numpy.max(differences)  # unlike max(), it keeps a NaN
    print(f"{path}: {len(tests)} self-tests, largest difference {largest:.1e}")
    tolerance = TOLERANCE_INT8 if model.metadata["precision"] == "int8" else TOLERANCE
    return None if largest <= tolerance else f"results differ by more than {tolerance:.0e}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", nargs="+", metavar="MODEL")
    failed = False
    for path in parser.parse_args().models:
        try:
            found = problem(path)
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            found = f"{type(error).__name__}: {error}"
        if found is not None:
            print(f"{path}: {found}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
