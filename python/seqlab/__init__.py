"""Seqlab labels text: names, parts of speech and sentiment, with recurrent networks made for ordinary CPUs.

    >>> import seqlab
    >>> nlp = seqlab.load("en")
    >>> doc = nlp("Anna Berg moved to Bergen.")
    >>> [(e.text, e.label_) for e in doc.ents]
    [('Anna Berg', 'PER'), ('Bergen', 'LOC')]
"""

from seqlab._seqlab import version as _version
from seqlab.classifier import Classification, Classifier
from seqlab.client import Client
from seqlab.doc import Doc, Sentence, Span, Token
from seqlab.errors import DataError, Error, ModelError, RequestError, ServiceError, TrainingInterrupted
from seqlab.forecaster import Forecaster, ForecastErrors
from seqlab.inputs import Words
from seqlab.language_model import LanguageModel, TextScore
from seqlab.models import (
    InstalledModel,
    instruction_set,
    load,
    load_classifier,
    load_forecaster,
    load_language_model,
    load_transducer,
    models,
)
from seqlab.tagger import Tagger
from seqlab.training import (
    Epoch,
    Option,
    evaluate,
    train,
    train_classifier,
    train_forecaster,
    train_language_model,
    train_transducer,
    training_options,
)
from seqlab.transducer import Target, Transducer

__version__ = _version()

__all__ = [
    "Classification",
    "Classifier",
    "Client",
    "DataError",
    "Doc",
    "Epoch",
    "Error",
    "ForecastErrors",
    "Forecaster",
    "InstalledModel",
    "LanguageModel",
    "ModelError",
    "Option",
    "RequestError",
    "Sentence",
    "ServiceError",
    "Span",
    "Tagger",
    "Target",
    "TextScore",
    "Token",
    "TrainingInterrupted",
    "Transducer",
    "Words",
    "evaluate",
    "instruction_set",
    "load",
    "load_classifier",
    "load_forecaster",
    "load_language_model",
    "load_transducer",
    "models",
    "train",
    "train_classifier",
    "train_forecaster",
    "train_language_model",
    "train_transducer",
    "training_options",
]
