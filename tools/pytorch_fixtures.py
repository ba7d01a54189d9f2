#!/usr/bin/env python3
"""Writes PyTorch's results for small networks and optimisers, which tests/nn compare with.

    tools/pytorch_fixtures.py tests/nn/fixtures

writes lstm.json, cells.json, optimizers.json, characters.json, stacks.json, adaptive.json, transduction.json and
forecasting.json there, with all numbers in double precision, computed on the CPU. It needs the package torch; the tests need only the files. Run it again only to
add a case.
"""

import functools
import json
import pathlib
import sys

import torch


def numbers(tensor):
    """A tensor's elements in C order."""
    return tensor.detach().reshape(-1).tolist()


def uniform(*shape):
    return torch.rand(*shape) * 2 - 1


def cell_case(network, lengths, **description):
    """One forward and backward pass of an LSTM, GRU or RNN over a packed ragged batch with given initial states.

    The loss weighs the top layer's outputs and final states with the numbers stored as d_...; weights keep
    PyTorch's names, its order of gates and its two biases.
    """
    with torch.no_grad():
        for weight in network.parameters():
            weight.copy_(uniform(*weight.shape))
    batch, directions = len(lengths), 2 if network.bidirectional else 1
    names = "hc" if isinstance(network, torch.nn.LSTM) else "h"
    x = uniform(batch, max(lengths), network.input_size).requires_grad_()
    start = [uniform(network.num_layers * directions, batch, network.hidden_size).requires_grad_() for _ in names]
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    output, end = network(packed, tuple(start) if len(names) == 2 else start[0])
    end = end if len(names) == 2 else [end]
    y, _ = torch.nn.utils.rnn.pad_packed_sequence(output, batch_first=True)
    dy, dend = uniform(*y.shape), [uniform(directions, batch, network.hidden_size) for _ in names]
    ((dy * y).sum() + sum((d * own[-directions:]).sum() for d, own in zip(dend, end))).backward()

    def by_sequence(padded):
        return [numbers(padded[i, :length]) for i, length in enumerate(lengths)]

    def states(name, tensors):
        return {name.format(state): numbers(tensor) for state, tensor in zip(names, tensors)}

    return description | {
        "inputs": network.input_size, "hidden": network.hidden_size, "layers": network.num_layers,
        "directions": directions, "lengths": lengths,
        "weights": {name: numbers(weight) for name, weight in network.named_parameters()},
        "x": by_sequence(x), **states("{}0", start), "y": by_sequence(y), **states("{}n", end),
        "d_y": by_sequence(dy), **states("d_{}n", dend),
        "gradients": {name: numbers(weight.grad) for name, weight in network.named_parameters()},
        "d_x": by_sequence(x.grad), **states("d_{}0", [tensor.grad for tensor in start]),
    }


def stack_case(inputs, hidden, layers, connections, normalised, lengths):
    """Stacked bidirectional layers with connections and normalised outputs.

    Each sequence runs alone. The loss weighs the processed output of the top layer with the numbers stored as d_y.
    """
    size = 2 * hidden
    names = {"lstm": [], "transform": [], "norm": []}
    for layer in range(layers):
        width = size if layer > 0 else inputs
        names["lstm"].append(torch.nn.LSTM(width, hidden, bidirectional=True, batch_first=True))
        names["transform"].append(torch.nn.Linear(size, size))
        names["norm"].append(torch.nn.LayerNorm(size))
    with torch.no_grad():
        for part in sum(names.values(), []):
            for weight in part.parameters():
                weight.copy_(uniform(*weight.shape))
    x = [uniform(1, length, inputs).requires_grad_() for length in lengths]
    y = []
    for columns in x:
        for layer in range(layers):
            output, _ = names["lstm"][layer](columns)
            if layer > 0 and connections == "residual":
                output = output + columns
            if layer > 0 and connections == "highway":
                t = torch.sigmoid(names["transform"][layer](columns))
                output = t * output + (1 - t) * columns
            columns = names["norm"][layer](output) if normalised else output
        y.append(columns)
    dy = [uniform(*own.shape) for own in y]
    sum((d * own).sum() for d, own in zip(dy, y)).backward()

    def weights(of):
        return [{f"{name}.{key}": numbers(of(weight)) for name, parts in names.items()
                 for key, weight in parts[layer].named_parameters() if weight.grad is not None}
                for layer in range(layers)]

    return {
        "inputs": inputs, "hidden": hidden, "layers": layers, "connections": connections,
        "normalised": normalised, "lengths": lengths,
        "weights": weights(lambda weight: weight), "gradients": weights(lambda weight: weight.grad),
        "x": [numbers(own) for own in x], "y": [numbers(own) for own in y], "d_y": [numbers(own) for own in dy],
        "d_x": [numbers(own.grad) for own in x],
    }


def characters_case(alphabet, dimension, filters, window, words):
    """Words through a table of characters, a convolution and the maximum over each word's positions.

    The loss weighs the outputs with the numbers stored as d_y, [words, filters].
    """
    table = torch.nn.Embedding(alphabet, dimension)
    convolution = torch.nn.Conv1d(dimension, filters, window, padding="same")
    with torch.no_grad():
        for weight in [*table.parameters(), *convolution.parameters()]:
            weight.copy_(uniform(*weight.shape))
    y = torch.stack([convolution(table(torch.tensor(word)).T[None]).max(-1).values[0] for word in words])
    dy = uniform(*y.shape)
    (dy * y).sum().backward()
    return {
        "alphabet": alphabet, "dimension": dimension, "filters": filters, "window": window, "words": words,
        "table": numbers(table.weight), "weight": numbers(convolution.weight), "bias": numbers(convolution.bias),
        "y": numbers(y), "d_y": numbers(dy), "d_table": numbers(table.weight.grad),
        "d_weight": numbers(convolution.weight.grad), "d_bias": numbers(convolution.bias.grad),
    }


def adaptive_case(inputs, sizes, labels):
    """The adaptive softmax over clusters of these sizes, of a column per label. The loss is the sum of -ln p(label)."""
    ends = [sum(sizes[:end]) for end in range(1, len(sizes) + 1)]
    softmax = torch.nn.AdaptiveLogSoftmaxWithLoss(inputs, ends[-1], ends[:-1], head_bias=True)
    with torch.no_grad():
        for weight in softmax.parameters():
            weight.copy_(uniform(*weight.shape))
    x = uniform(len(labels), inputs).requires_grad_()
    log_p = softmax(x, torch.tensor(labels)).output
    (-log_p).sum().backward()
    return {
        "inputs": inputs, "sizes": sizes, "labels": labels,
        "weights": {name: numbers(weight) for name, weight in softmax.named_parameters()},
        "x": numbers(x), "log_p": numbers(log_p), "log_p_of_all": numbers(softmax.log_prob(x)),
        "gradients": {name: numbers(weight.grad) for name, weight in softmax.named_parameters()},
        "d_x": numbers(x.grad),
    }


def transduction_case(cell, vectors, hidden, symbols, sources, targets):
    """An encoder of both directions, a tanh bridge, a decoder and attention with the score "general".

    The last target symbol begins a target where it is read and ends it where it is predicted. The loss is the mean
    cross-entropy over all target symbols with teacher forcing.
    """
    recurrent = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
    end, names = symbols[1] - 1, "hc" if cell == "lstm" else "h"
    model = torch.nn.ModuleDict({
        "source": torch.nn.Embedding(symbols[0], vectors), "target": torch.nn.Embedding(symbols[1], vectors),
        "encoder": recurrent(vectors, hidden, batch_first=True, bidirectional=True),
        "decoder": recurrent(vectors, 2 * hidden, batch_first=True),
        **{f"bridge_{state}": torch.nn.Linear(2 * hidden, 2 * hidden) for state in names},
        "general": torch.nn.Linear(2 * hidden, 2 * hidden, bias=False),
        "join": torch.nn.Linear(4 * hidden, 2 * hidden), "output": torch.nn.Linear(2 * hidden, symbols[1]),
    })
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(uniform(*weight.shape))
    padded = functools.partial(torch.nn.utils.rnn.pad_sequence, batch_first=True)
    x = padded([torch.tensor(own) for own in sources])
    lengths = torch.tensor([len(own) for own in sources])
    packed = torch.nn.utils.rnn.pack_padded_sequence(model["source"](x), lengths, batch_first=True, enforce_sorted=False)
    memory, final = model["encoder"](packed)
    memory, _ = torch.nn.utils.rnn.pad_packed_sequence(memory, batch_first=True)
    final = final if cell == "lstm" else (final,)
    initial = [torch.tanh(model[f"bridge_{state}"](torch.cat([own[0], own[1]], 1)))[None]
               for state, own in zip(names, final)]
    read = padded([torch.tensor([end, *own]) for own in targets])
    gold = padded([torch.tensor([*own, end]) for own in targets], padding_value=-1)
    y, _ = model["decoder"](model["target"](read), tuple(initial) if cell == "lstm" else initial[0])
    beyond = torch.arange(x.shape[1])[None] >= lengths[:, None]
    scores = torch.bmm(model["general"](y), memory.transpose(1, 2)).masked_fill(beyond[:, None], -torch.inf)
    attention = scores.softmax(2)
    o = torch.tanh(model["join"](torch.cat([y, torch.bmm(attention, memory)], 2)))
    logits = model["output"](o)
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), gold.flatten(), ignore_index=-1)
    loss.backward()
    return {
        "cell": cell, "vectors": vectors, "hidden": hidden, "symbols": symbols, "sources": sources, "targets": targets,
        "weights": {name: numbers(weight) for name, weight in model.named_parameters()},
        "loss": loss.item(),
        "probabilities": [numbers(own[:len(target) + 1]) for own, target in zip(logits.softmax(2), targets)],
        "attention": [numbers(own[:len(target) + 1, :len(source)])
                      for own, source, target in zip(attention, sources, targets)],
        "gradients": {name: numbers(weight.grad) for name, weight in model.named_parameters()},
    }


def forecasting_case(cell, loss, inputs, hidden, layers, outputs, windows, steps):
    """Windows of equal length, and a linear layer on the last output. The loss is the mean over all outputs."""
    recurrent = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
    model = torch.nn.ModuleDict({"layers": recurrent(inputs, hidden, layers, batch_first=True),
                                 "output": torch.nn.Linear(hidden, outputs)})
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(uniform(*weight.shape))
    x, gold = uniform(windows, steps, inputs), uniform(windows, outputs)
    y = model["output"](model["layers"](x)[0][:, -1])
    value = {"squared": torch.nn.functional.mse_loss, "absolute": torch.nn.functional.l1_loss}[loss](y, gold)
    value.backward()
    return {
        "cell": cell, "loss": loss, "inputs": inputs, "hidden": hidden, "layers": layers, "outputs": outputs,
        "windows": windows, "steps": steps,
        "weights": {name: numbers(weight) for name, weight in model.named_parameters()},
        "x": numbers(x), "gold": numbers(gold), "y": numbers(y), "value": value.item(),
        "gradients": {name: numbers(weight.grad) for name, weight in model.named_parameters()},
    }


def optimizer_case(name, options, optimizer):
    """The path of a few weights under given gradients."""
    weights = torch.nn.Parameter(uniform(5))
    stepper = optimizer([weights])
    case = {"kind": name, "options": options, "start": numbers(weights), "gradients": [], "weights": []}
    for _ in range(6):
        weights.grad = uniform(5)
        case["gradients"].append(numbers(weights.grad))
        stepper.step()
        case["weights"].append(numbers(weights))
    return case


def write(path, value):
    """JSON with each list of numbers on one line."""
    def lines(value, indent):
        pad = " " * indent
        if isinstance(value, dict):
            items = [f"{pad} {json.dumps(key)}: {lines(item, indent + 1).lstrip()}" for key, item in value.items()]
            return f"{pad}{{\n" + ",\n".join(items) + f"\n{pad}}}"
        if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
            return f"{pad}[\n" + ",\n".join(lines(item, indent + 1) for item in value) + f"\n{pad}]"
        return pad + json.dumps(value)

    path.write_text(lines(value, 0) + "\n", encoding="ascii")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: pytorch_fixtures.py FOLDER")
    folder = pathlib.Path(sys.argv[1])
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    write(folder / "lstm.json", [
        cell_case(torch.nn.LSTM(2, 3, 1, batch_first=True), [2, 4, 1]),
        cell_case(torch.nn.LSTM(3, 2, 2, bidirectional=True, batch_first=True), [3, 1, 5, 3]),
    ])
    rate, l2 = 0.05, 0.1
    write(folder / "optimizers.json", [
        optimizer_case("sgd", {"rate": rate, "l2": l2},
                       lambda w: torch.optim.SGD(w, lr=rate, weight_decay=l2)),
        optimizer_case("momentum", {"rate": rate, "l2": l2, "momentum": 0.8},
                       lambda w: torch.optim.SGD(w, lr=rate, weight_decay=l2, momentum=0.8)),
        optimizer_case("adagrad", {"rate": rate, "l2": l2, "epsilon": 1e-6},
                       lambda w: torch.optim.Adagrad(w, lr=rate, weight_decay=l2, eps=1e-6)),
        optimizer_case("adam", {"rate": rate, "l2": l2, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6},
                       lambda w: torch.optim.Adam(w, lr=rate, weight_decay=l2, betas=(0.8, 0.95), eps=1e-6)),
        optimizer_case("adamw", {"rate": rate, "weight_decay": 0.2, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6},
                       lambda w: torch.optim.AdamW(w, lr=rate, weight_decay=0.2, betas=(0.8, 0.95), eps=1e-6)),
    ])
    words = [[1, 2, 3, 2], [4], [0, 5], [5, 5, 1, 3, 2, 1, 0]]
    write(folder / "characters.json", [
        characters_case(alphabet=7, dimension=2, filters=3, window=3, words=words),
        characters_case(alphabet=7, dimension=3, filters=2, window=4, words=words),
    ])
    write(folder / "stacks.json", [
        stack_case(inputs=3, hidden=2, layers=2, connections=connections, normalised=normalised, lengths=[3, 1, 4])
        for connections, normalised in [("residual", False), ("highway", False), ("none", True), ("residual", True),
                                        ("highway", True)]
    ])
    write(folder / "cells.json", [
        cell_case(torch.nn.GRU(2, 3, 1, batch_first=True), [2, 4, 1], cell="gru"),
        cell_case(torch.nn.GRU(3, 2, 2, bidirectional=True, batch_first=True), [3, 1, 5, 3], cell="gru"),
        cell_case(torch.nn.RNN(3, 2, 2, bidirectional=True, batch_first=True), [3, 1, 5, 3], cell="rnn"),
        cell_case(torch.nn.RNN(2, 3, 1, "relu", batch_first=True), [2, 4, 1], cell="rnn", activation="relu"),
    ])
    write(folder / "adaptive.json", [
        adaptive_case(inputs=20, sizes=[3, 4, 5], labels=[0, 2, 3, 6, 7, 11, 9, 1]),
        adaptive_case(inputs=16, sizes=[4, 1, 2], labels=[6, 4, 0, 5, 1]),
    ])
    write(folder / "transduction.json", [
        transduction_case(cell, vectors=3, hidden=2, symbols=[6, 5], sources=[[1, 4, 2], [5], [3, 3, 0, 1, 2]],
                          targets=[[2, 0], [1, 3, 3, 1], []])
        for cell in ["gru", "lstm"]
    ])
    torch.manual_seed(2)  # so that the numbers do not depend on the cases above
    write(folder / "forecasting.json", [
        forecasting_case("gru", "squared", inputs=2, hidden=3, layers=1, outputs=4, windows=3, steps=5),
        forecasting_case("lstm", "absolute", inputs=1, hidden=2, layers=2, outputs=3, windows=4, steps=3),
    ])


if __name__ == "__main__":
    main()
