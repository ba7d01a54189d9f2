"""Models as bytes, for pickling."""

from __future__ import annotations

import os

from seqlab import _seqlab


def to_bytes(
    core: _seqlab.Tagger | _seqlab.Classifier | _seqlab.LanguageModel | _seqlab.Transducer | _seqlab.Forecaster,
) -> bytes:
    """The bytes of a model's file."""
    import tempfile  # only here, as it is slow to import

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model")
        core.save(os.fsencode(path))
        with open(path, "rb") as file:
            return file.read()
