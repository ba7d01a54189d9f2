#!/usr/bin/env python3
"""Scores the tokens and sentences that `tagger` makes of raw text against a CoNLL-U file.

    tools/tokenisation_score.py TAGGER FILE.conllu...

The raw text of each document (`# newdoc`) is rebuilt from the `# text` lines: the sentences of a paragraph
(`# newpar`) are joined with one space, and each paragraph is one line, since a line is a record for `tagger`
and no sentence crosses it. `tagger convert` cuts the lines into sentences and tokens.

Precision, recall and F1 are those of the CoNLL 2018 shared task: a token or sentence is right if it begins
and ends at the same characters as one of the file, not counting white space. If the words of a multi-word
token spell the token ("do" "n't"), the words are the gold tokens; otherwise the token is.
"""

import argparse
import json
import subprocess
import sys


def letters(text):
    """The text without white space."""
    return "".join(text.split())


class Paragraph:
    def __init__(self):
        self.sentences = []  # (text, gold tokens)

    def text(self):
        return " ".join(text for text, _ in self.sentences)


def gold_tokens(rows):
    """The forms of a sentence's rows; multi-word tokens are cut into their words if these spell the token."""
    forms = {}
    order = []
    multi_word = []
    for row in rows:
        identifier, form = row[0], row[1]
        if "-" in identifier:
            first, last = identifier.split("-")
            multi_word.append((int(first), int(last), form))
        elif "." not in identifier:
            forms[int(identifier)] = form
            order.append(int(identifier))
    for first, last, form in multi_word:
        words = [forms[number] for number in range(first, last + 1)]
        if letters("".join(words)) != letters(form):
            forms[first] = form
            for number in range(first + 1, last + 1):
                order.remove(number)
    return [forms[number] for number in order]


def read_paragraphs(path):
    paragraphs = []
    rows, text, begins = [], None, False
    with open(path, encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate([*lines, "\n"], 1):
            line = line.rstrip("\r\n")
            if line.startswith("#"):
                begins = begins or line.startswith(("# newdoc", "# newpar"))
                if line.startswith("# text = "):
                    text = line[len("# text = "):]
            elif line:
                rows.append(line.split("\t"))
            elif rows:
                if text is None:
                    sys.exit(f"{path}:{number}: the sentence above has no '# text' line")
                if begins or not paragraphs:
                    paragraphs.append(Paragraph())
                paragraphs[-1].sentences.append((text, gold_tokens(rows)))
                rows, text, begins = [], None, False
    return paragraphs


def spans(pieces, start=0):
    """Half-open spans of consecutive pieces of text, not counting white space."""
    found = []
    for piece in pieces:
        end = start + len(letters(piece))
        found.append((start, end))
        start = end
    return found


def tokenise(tagger, paragraphs):
    """For each paragraph, the texts of the tokens of each sentence."""
    command = [tagger, "convert", "--input-format", "text", "--output-format", "jsonl", "--offsets", "codepoint"]
    raw = "".join(paragraph.text() + "\n" for paragraph in paragraphs)
    output = subprocess.run(command, input=raw.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    records = [json.loads(line) for line in output.split("\n") if line]
    if len(records) != len(paragraphs):
        sys.exit(f"{len(paragraphs)} lines went in and {len(records)} records came out")
    system = []
    for paragraph, record in zip(paragraphs, records):
        text = paragraph.text()
        sentences = []
        for sentence in record["sentences"]:
            sentences.append([text[token["start"]:token["end"]] for token in sentence["tokens"]])
        if letters("".join(sum(sentences, []))) != letters(text):
            sys.exit(f"the tokens of this text do not spell it: {text}")
        system.append(sentences)
    return system


class Counts:
    def __init__(self):
        self.gold = self.system = self.right = 0

    def add(self, gold, system):
        self.gold += len(gold)
        self.system += len(system)
        self.right += len(set(gold) & set(system))

    def row(self, name):
        precision = self.right / self.system if self.system else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        f1 = 2 * self.right / (self.gold + self.system) if self.gold + self.system else 0.0
        return f"{name:<10}{100 * precision:>10.2f}{100 * recall:>10.2f}{100 * f1:>10.2f}{self.gold:>10}{self.system:>10}"


def score(paragraphs, system):
    """Counts of tokens and of sentences."""
    tokens, sentences = Counts(), Counts()
    for paragraph, cut in zip(paragraphs, system):
        tokens.add(spans([token for _, gold in paragraph.sentences for token in gold]), spans(sum(cut, [])))
        sentences.add(spans([text for text, _ in paragraph.sentences]), spans(["".join(one) for one in cut]))
    return tokens, sentences


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tagger", help="the program `tagger`")
    parser.add_argument("files", nargs="+", metavar="FILE.conllu")
    options = parser.parse_args()
    for path in options.files:
        paragraphs = read_paragraphs(path)
        tokens, sentences = score(paragraphs, tokenise(options.tagger, paragraphs))
        print(f"{path}\n{'':<10}{'precision':>10}{'recall':>10}{'F1':>10}{'gold':>10}{'system':>10}")
        print(tokens.row("tokens"))
        print(sentences.row("sentences"))


if __name__ == "__main__":
    main()
