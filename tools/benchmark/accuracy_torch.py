#!/usr/bin/env python3
"""What a PyTorch network learns with the options of `tagger train`: accuracy of parts of speech from words alone.

    accuracy_torch.py ENVIRONMENT TRAIN DEV TEST VECTORS [--cell gru] [--seeds 3] [--embedding sparse] [--threads 2]

Files are CoNLL-U and a table of word vectors in text. The virtual environment is created if PyTorch is missing. As
with the tagger's defaults: tuned vectors (a word without one tries its lower case), Adam at 0.004 falling as a cosine,
batches of 32 sentences of similar length, dropout of 0.3 at the input and the output, gradients clipped to a norm of 5,
three in ten words that occur once read as unknown, the epoch that is best on dev. PyTorch starts from its own initial
weights. Its table is dense unless it is said to be sparse: Adam then moves all words in every step, as does the tagger
with --word-beta1 0, rather than those of the batch.
"""

import argparse
import copy
import math
import statistics
import sys

from versus_torch import Batch, Network, Optimizers, cut

import random

import torch
from torch import nn

BUCKET = 32 * 32


def read(path):
    """Sentences of a CoNLL-U file: words and UPOS."""
    sentences, words, tags = [], [], []
    with open(path, encoding="utf-8") as lines:
        for line in list(lines) + [""]:
            columns = line.rstrip("\n").split("\t")
            if len(columns) == 10 and columns[0].isdigit():
                words.append(columns[1])
                tags.append(columns[3])
            elif not line.strip() and words:
                sentences.append((words, tags))
                words, tags = [], []
    return sentences


def read_vectors(path, wanted):
    vectors = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            word, *numbers = line.rstrip("\n").split(" ")
            if word in wanted:
                vectors[word] = torch.tensor([float(number) for number in numbers])
    return vectors


class Words:
    """Rows of the table: 0 is the unknown word, then the words of the training data, then others that have a vector."""

    def __init__(self, train, others, path):
        counts = {}
        for words, _ in train:
            for word in words:
                counts[word] = counts.get(word, 0) + 1
        further = dict.fromkeys(word for words, _ in others for word in words if word not in counts)
        vectors = read_vectors(path, {form for word in [*counts, *further] for form in (word, word.lower())})
        self.rows = {}
        size = len(next(iter(vectors.values())))
        table = [torch.zeros(size)]
        for word in [*counts, *further]:
            vector = vectors.get(word, vectors.get(word.lower()))
            if word not in counts and vector is None:
                continue
            self.rows[word] = len(table)
            table.append(torch.empty(size).uniform_(-0.1, 0.1) if vector is None else vector)
        self.table = torch.stack(table)
        self.singletons = torch.zeros(len(table), dtype=torch.bool)
        for word, count in counts.items():
            self.singletons[self.rows[word]] = count == 1

    def numbers(self, words):
        return torch.tensor([self.rows.get(word, 0) for word in words], dtype=torch.long)


class Tagger(Network):
    def forward(self, batch):
        columns = nn.functional.dropout(self.table(batch.rows), 0.3, self.training)
        outputs, _ = self.encoder(nn.utils.rnn.PackedSequence(columns, batch.sizes))
        return self.head(nn.functional.dropout(outputs.data, 0.3, self.training))


def clip(network):
    """Clips the norm of all gradients to 5; PyTorch's own function takes no sparse ones."""
    gradients = [p.grad.coalesce().values() if p.grad.is_sparse else p.grad for p in network.parameters()]
    norm = torch.sqrt(sum(gradient.square().sum() for gradient in gradients))
    scale = min(1.0, 5 / (norm.item() + 1e-6))
    for parameter in network.parameters():
        parameter.grad.mul_(scale)


def accuracy(network, batches):
    network.eval()
    with torch.inference_mode():
        right = sum((network(batch).argmax(1) == batch.gold).sum().item() for batch in batches)
    return 100 * right / sum(batch.tokens for batch in batches)


def batches_of(items):
    return [Batch([rows for rows, _ in part], [gold for _, gold in part], "packed", False)
            for part in cut(sorted(items, key=lambda item: -len(item[0])), 32, "packed", lambda item: len(item[0]))]


def train(options, words, labels, items, dev, test, seed):
    torch.manual_seed(seed)
    noise = random.Random(seed)
    shape = {"dimension": words.table.size(1), "hidden": options.hidden, "layers": 1, "cell": options.cell,
             "pooling": "none"}
    network = Tagger(shape, words.table.size(0), len(labels), options.embedding)
    network.table.weight.data.copy_(words.table)
    optimizers = Optimizers(network)
    steps = options.epochs * math.ceil(len(items) / 32)
    step = 0
    best, kept = -1, None
    for epoch in range(options.epochs):
        network.train()
        noise.shuffle(items)
        buckets = [batches_of(items[begin:begin + BUCKET]) for begin in range(0, len(items), BUCKET)]
        batches = [batch for bucket in buckets for batch in bucket]
        noise.shuffle(batches)
        for batch in batches:
            unknown = words.singletons[batch.rows] & (torch.rand(batch.rows.shape) < 0.3)
            batch.rows = batch.rows.masked_fill(unknown, 0)
            for optimizer in optimizers.all:
                optimizer.param_groups[0]["lr"] = 0.002 * (1 + math.cos(math.pi * step / steps))
            step += 1
            optimizers.zero()
            nn.functional.cross_entropy(network(batch), batch.gold).backward()
            clip(network)
            optimizers.step()
        score = accuracy(network, dev)
        if score > best:
            best, kept = score, copy.deepcopy(network.state_dict())
    network.load_state_dict(kept)
    return best, accuracy(network, test)


def main():
    parser = argparse.ArgumentParser()
    for name in ("environment", "train", "dev", "test", "vectors"):
        parser.add_argument(name)
    parser.add_argument("--cell", choices=["lstm", "gru", "rnn"], default="lstm")
    parser.add_argument("--embedding", choices=["dense", "sparse"], default="dense")
    parser.add_argument("--hidden", type=int, default=100)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    sentences = [read(path) for path in (options.train, options.dev, options.test)]
    torch.manual_seed(0)
    words = Words(sentences[0], sentences[1] + sentences[2], options.vectors)
    labels = sorted({tag for _, tags in sentences[0] for tag in tags})
    numbers = {label: number for number, label in enumerate(labels)}
    train_items, dev, test = ([(words.numbers(own), torch.tensor([numbers[tag] for tag in tags]))
                               for own, tags in part] for part in sentences)
    scores = []
    for seed in range(1, options.seeds + 1):
        scores.append(train(options, words, labels, train_items, batches_of(dev), batches_of(test), seed))
        print(f"{options.cell} seed {seed}: dev {scores[-1][0]:.2f} test {scores[-1][1]:.2f}", flush=True)
    for name, column in zip(("dev", "test"), zip(*scores)):
        deviation = statistics.stdev(column) if len(column) > 1 else 0
        print(f"{options.cell} {name}: mean {statistics.mean(column):.2f} std {deviation:.2f}")


if __name__ == "__main__":
    main()
