#!/usr/bin/env python3
"""The benchmark's networks in PyTorch: one measurement per request.

`tools/bench --versus torch` starts it as `versus_torch.py ENVIRONMENT`, and the two measure in turn; the virtual
environment is created if PyTorch is missing. It reads one JSON object per line and answers each with one:

    {"do": "load", "columns": FILE, "reviews": FILE}      word<TAB>label lines; label<TAB>text lines
    {"do": "product", "size": N}                          a dense product, [N x N] by [N x N]
    {"do": "train", "network": W, "batch": B, "form": F, "embedding": "sparse" | "dense" | "frozen"}
    {"do": "loop", "network": W, "batch": B, "form": F}   labels ready-made tensors
    {"do": "script", "network": W, "batch": B, "form": F, "input": FILE, "output": FILE}
    {"do": "label", ...}                                  as script, in this process
    {"do": "sentence", "network": W, "tokens": N}         one sentence, from words to labels

All but load have "threads"; train, loop and sentence have "seconds" and "warm_up", in seconds that do not count.
A network W is {"dimension", "hidden", "layers", "cell", "pooling"}: the cell is "lstm", "gru" or "rnn"; with pooling
"none" it labels tokens, with "last" and "mean" texts.

F is "packed", a batch of sentences of any length without padding, or a form for oneDNN's kernels, which do not accept
packed sequences. For training, that is "padded": the direction back reads the padding first, so it learns a different
network, which works too. Labels must be the network's own, so for loop, script and label it is "even": a batch holds
at most B sentences, all of one length, and needs no padding.

script is what a user would start: a process of its own,

    versus_torch.py ENVIRONMENT --label NETWORK INPUT OUTPUT --threads N --batch B --form F

timed from its start to its end. It imports PyTorch, loads the network with its words and labels from a file saved
before, reads the input, looks up words, labels, and writes a line per token (word<TAB>label) or text
(label<TAB>text). label is the part after loading, in the running process.

Answers hold "tokens" and "seconds" (script and label: only "seconds"), "p50" and "p99" in seconds, "gflops", or the
"name" of the peer.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import environment

environment.enter(sys.argv[1], ["torch", "numpy"])

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence, pad_packed_sequence, pad_sequence

BUCKET_BATCHES = 32  # batches are cut from buckets of this many, sorted by length, as in the project's trainer
NOT_A_LABEL = -100  # ignored by cross_entropy


class Vocabulary:
    """Words and labels as numbers."""

    def __init__(self, words, labels):
        self.words = {word: row for row, word in enumerate(words, 1)}  # 0 is the unknown word
        self.labels = list(labels)

    def rows(self, words):
        return torch.tensor([self.words.get(word, 0) for word in words], dtype=torch.long)


class Corpus:
    """Sequences of words with a label per word or a single label, also as numbers."""

    def __init__(self, sequences):
        self.texts = [words for words, _ in sequences]
        self.vocabulary = Vocabulary(dict.fromkeys(word for words, _ in sequences for word in words),
                                     dict.fromkeys(label for _, labels in sequences for label in labels))
        numbers = {label: number for number, label in enumerate(self.vocabulary.labels)}
        self.items = [(self.vocabulary.rows(words), torch.tensor([numbers[label] for label in labels]))
                      for words, labels in sequences]


def read_columns(path):
    """Sentences of a file with one word per line, followed by a tab and its label, if any."""
    sentences = []
    words, labels = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line:
                columns = line.split("\t")
                words.append(columns[0])
                labels.append(columns[-1])
            elif words:
                sentences.append((words, labels))
                words, labels = [], []
    if words:
        sentences.append((words, labels))
    return sentences


def read_reviews(path):
    with open(path, encoding="utf-8") as lines:
        records = [line.rstrip("\n").split("\t", 1) for line in lines]
    return [(text.split(" "), [label]) for label, text in records]


def cut(items, size, form, length):
    """Batches of at most `size` items; the items are sorted by length."""
    batches = []
    for item in items:
        if (not batches or len(batches[-1]) == size
                or form == "even" and length(item) != length(batches[-1][0])):
            batches.append([])
        batches[-1].append(item)
    return batches


class Batch:
    """Sequences, longest first, as ready-made tensors."""

    def __init__(self, rows, gold, form, pooled):
        """rows: those of the words, one tensor per sequence; gold: labels, one tensor per sequence, or None."""
        self.lengths = [len(sequence) for sequence in rows]
        self.tokens = sum(self.lengths)
        lengths = torch.tensor(self.lengths)
        if form == "packed":
            packed = pack_sequence(rows)
            self.rows, self.sizes = packed.data, packed.batch_sizes
        else:
            self.rows, self.sizes = pad_sequence(rows), None
        if form == "packed" and pooled:
            self.owners = torch.cat([torch.arange(size) for size in self.sizes.tolist()])
        elif form == "even":
            self.mask = None
        elif pooled:
            steps = torch.arange(self.rows.size(0))
            self.mask = (steps[:, None] < lengths[None, :])[:, :, None].float()
        self.divisors = lengths[:, None].float()
        if gold is None:
            self.gold = None
        elif pooled:
            self.gold = torch.cat(gold)
        elif form == "packed":
            self.gold = pack_sequence(gold).data
        else:
            self.gold = pad_sequence(gold, padding_value=NOT_A_LABEL).flatten()

    def by_sequence(self, best):
        """The labels of the columns as one list per sequence."""
        if self.sizes is None:
            padded = best.view(self.rows.shape)
        else:
            padded = pad_packed_sequence(PackedSequence(best, self.sizes))[0]
        return [column[:length] for column, length in zip(padded.t().tolist(), self.lengths)]


class Network(nn.Module):
    """Word table, LSTM, GRU or plain layers in both directions, softmax."""

    def __init__(self, shape, words, labels, embedding):
        super().__init__()
        self.pooling = shape["pooling"]
        self.table = nn.Embedding(words, shape["dimension"], sparse=embedding == "sparse")
        self.table.weight.requires_grad = embedding != "frozen"
        layers = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[shape["cell"]]
        self.encoder = layers(shape["dimension"], shape["hidden"], shape["layers"], bidirectional=True)
        self.head = nn.Linear(2 * shape["hidden"], labels)

    def forward(self, batch):
        columns = self.table(batch.rows)
        if batch.sizes is not None:
            columns = PackedSequence(columns, batch.sizes)
        outputs, states = self.encoder(columns)
        if isinstance(states, tuple):
            states = states[0]
        if batch.sizes is not None:
            outputs = outputs.data
        if self.pooling == "last":
            outputs = torch.cat([states[-2], states[-1]], 1)
        elif self.pooling == "mean" and batch.sizes is not None:
            sums = torch.zeros(batch.divisors.size(0), outputs.size(1))
            outputs = sums.index_add(0, batch.owners, outputs) / batch.divisors
        elif self.pooling == "mean" and batch.mask is None:
            outputs = outputs.mean(0)
        elif self.pooling == "mean":
            outputs = (outputs * batch.mask).sum(0) / batch.divisors
        return self.head(outputs).flatten(0, -2)


class Optimizers:
    """Adam, and SparseAdam for a sparse table."""

    def __init__(self, network):
        others = [p for p in network.parameters() if p.requires_grad and p is not network.table.weight]
        self.all = []
        if network.table.sparse:
            self.all.append(torch.optim.SparseAdam([network.table.weight], lr=0.004))
        elif network.table.weight.requires_grad:
            others.append(network.table.weight)
        self.all.append(torch.optim.Adam(others, lr=0.004, fused=True))

    def zero(self):
        for optimizer in self.all:
            optimizer.zero_grad(set_to_none=True)

    def step(self):
        for optimizer in self.all:
            optimizer.step()


def save(network, shape, vocabulary, path):
    torch.save({"shape": shape, "words": list(vocabulary.words), "labels": vocabulary.labels,
                "weights": network.state_dict()}, path)


def load(path):
    """The saved network, its shape and its vocabulary."""
    saved = torch.load(path, weights_only=True)
    vocabulary = Vocabulary(saved["words"], saved["labels"])
    network = Network(saved["shape"], len(vocabulary.words) + 1, len(vocabulary.labels), "frozen")
    network.load_state_dict(saved["weights"])
    return network, saved["shape"], vocabulary


def label_file(network, shape, vocabulary, request):
    """Reads the input, looks up words, labels and writes."""
    pooled = shape["pooling"] != "none"
    form = request["form"]
    sequences = (read_reviews if pooled else read_columns)(request["input"])
    rows = [vocabulary.rows(words) for words, _ in sequences]
    order = sorted(range(len(rows)), key=lambda i: -len(rows[i]))
    results = [None] * len(rows)
    with torch.inference_mode():
        for members in cut(order, request["batch"], form, lambda i: len(rows[i])):
            batch = Batch([rows[i] for i in members], None, form, pooled)
            best = network(batch).argmax(1)
            for i, labels in zip(members, best.tolist() if pooled else batch.by_sequence(best)):
                results[i] = labels
    names = vocabulary.labels
    with open(request["output"], "w", encoding="utf-8") as output:
        for (words, _), labels in zip(sequences, results):
            if pooled:
                output.write(f"{names[labels]}\t{' '.join(words)}\n")
            else:
                output.write("".join(f"{word}\t{names[label]}\n" for word, label in zip(words, labels)))
                output.write("\n")


class Worker:
    def __init__(self):
        self.corpora = {}
        self.batches = {}  # ready-made tensors by request
        self.folder = tempfile.TemporaryDirectory()
        self.saved = {}  # files of networks by their description

    def corpus(self, shape):
        return self.corpora["columns" if shape["pooling"] == "none" else "reviews"]

    def network(self, request, embedding="frozen"):
        shape = request["network"]
        corpus = self.corpus(shape)
        torch.manual_seed(1)
        vocabulary = corpus.vocabulary
        return Network(shape, len(vocabulary.words) + 1, len(vocabulary.labels), embedding)

    def network_file(self, request):
        key = json.dumps(request["network"])
        if key not in self.saved:
            path = os.path.join(self.folder.name, f"{len(self.saved)}.pt")
            shape = request["network"]
            save(self.network(request), shape, self.corpus(shape).vocabulary, path)
            self.saved[key] = path
        return self.saved[key]

    def ready(self, request, bucketed):
        """Batches of tensors, cut from buckets as in training, or from all sequences by length."""
        shape = request["network"]
        pooled = shape["pooling"] != "none"
        key = (pooled, request["form"], request["batch"], bucketed)
        if key not in self.batches:
            noise = random.Random(1)
            items = list(self.corpus(shape).items)
            noise.shuffle(items)
            size = request["batch"]
            bucket = size * BUCKET_BATCHES if bucketed else len(items)
            batches = []
            for begin in range(0, len(items), bucket):
                part = sorted(items[begin:begin + bucket], key=lambda item: -len(item[0]))
                for members in cut(part, size, request["form"], lambda item: len(item[0])):
                    rows, gold = zip(*members)
                    batches.append(Batch(list(rows), list(gold), request["form"], pooled))
            noise.shuffle(batches)
            self.batches[key] = batches
        return self.batches[key]

    def load(self, request):
        self.corpora = {"columns": Corpus(read_columns(request["columns"])),
                        "reviews": Corpus(read_reviews(request["reviews"]))}
        return {"name": "PyTorch " + torch.__version__}

    @staticmethod
    def product(request):
        size = request["size"]
        a, b = torch.rand(size, size), torch.rand(size, size)
        rounds = max(1, int(1e9 / (2 * size ** 3)))
        begin = time.perf_counter()
        for _ in range(rounds):
            torch.mm(a, b)
        return {"gflops": rounds * 2 * size ** 3 / (time.perf_counter() - begin) / 1e9}

    def repeat(self, request, batches, work):
        """Tokens and seconds of work(batch), over the batches again and again until the time is up."""
        tokens, begin = 0, None
        start = time.perf_counter()
        while True:
            for batch in batches:
                if begin is None and time.perf_counter() - start >= request["warm_up"]:
                    begin = time.perf_counter()
                work(batch)
                if begin is not None:
                    tokens += batch.tokens
                    seconds = time.perf_counter() - begin
                    if seconds >= request["seconds"]:
                        return {"tokens": tokens, "seconds": seconds}

    def train(self, request):
        network = self.network(request, request["embedding"])
        optimizers = Optimizers(network)

        def step(batch):
            optimizers.zero()
            nn.functional.cross_entropy(network(batch), batch.gold, ignore_index=NOT_A_LABEL).backward()
            optimizers.step()

        return self.repeat(request, self.ready(request, True), step)

    def loop(self, request):
        network = self.network(request)
        batches = self.ready(request, False)

        def label(batch):
            network(batch).argmax(1)

        with torch.inference_mode():
            if request["form"] == "even":  # oneDNN compiles a kernel at the first batch of each shape
                for batch in {batch.rows.shape: batch for batch in batches}.values():
                    label(batch)
            return self.repeat(request, batches, label)

    def script(self, request):
        command = [sys.executable, os.path.abspath(__file__), sys.argv[1],
                   "--label", self.network_file(request), request["input"], request["output"]]
        for option in ("threads", "batch", "form"):
            command += [f"--{option}", str(request[option])]
        begin = time.perf_counter()
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=True)
        return {"seconds": time.perf_counter() - begin}

    def label(self, request):
        shape = request["network"]
        network, vocabulary = self.network(request), self.corpus(shape).vocabulary
        begin = time.perf_counter()
        label_file(network, shape, vocabulary, request)
        return {"seconds": time.perf_counter() - begin}

    def sentence(self, request):
        network = self.network(request)
        corpus = self.corpus(request["network"])
        vocabulary = corpus.vocabulary
        texts = [text[:request["tokens"]] for text in corpus.texts if len(text) >= request["tokens"]]
        times = []
        with torch.inference_mode():
            start = time.perf_counter()
            while time.perf_counter() - start < request["warm_up"] + request["seconds"] or not times:
                words = texts[len(times) % len(texts)]
                begin = time.perf_counter()
                rows = vocabulary.rows(words)[:, None]
                outputs, _ = network.encoder(network.table(rows))
                best = network.head(outputs[:, 0]).argmax(1).tolist()
                _ = [vocabulary.labels[label] for label in best]
                end = time.perf_counter()
                if end - start > request["warm_up"]:
                    times.append(end - begin)
        times.sort()
        return {"p50": times[len(times) // 2], "p99": times[len(times) * 99 // 100]}

    def serve(self):
        verbs = {"load": self.load, "product": self.product, "train": self.train, "loop": self.loop,
                 "script": self.script, "label": self.label, "sentence": self.sentence}
        for line in sys.stdin:
            request = json.loads(line)
            torch.set_num_threads(request.get("threads", 1))
            print(json.dumps(verbs[request["do"]](request)), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("environment")
    parser.add_argument("--label", nargs=3, metavar=("NETWORK", "INPUT", "OUTPUT"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--form", choices=["packed", "even"], default="packed")
    options = parser.parse_args()
    if options.label is None:
        Worker().serve()
        return
    torch.set_num_threads(options.threads)
    path, source, target = options.label
    label_file(*load(path), {"batch": options.batch, "form": options.form, "input": source, "output": target})


if __name__ == "__main__":
    main()
