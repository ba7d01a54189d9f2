"""The library of Seqlab. Programs use the module seqlab."""

from typing import Any


def version() -> str:
    """The version of the package."""

def instruction_set() -> str:
    """That which computes."""

class Tagged:
    """What a tagger found in one input."""

    def sentence_lengths(self) -> list[int]:
        """The number of tokens of each sentence."""

    def tokens(self) -> list[tuple[str, int, int, list[str], list[float | None]]]:
        """For each token (text, begin, end, labels, probabilities)."""

    def spans(self) -> list[tuple[str, int, int, str, float | None, str, int, int]]:
        """
        For each span (text, begin, end, type, probability, head, first token, token after the last).
        """

class Tagger:
    """A tagger of the library."""

    @staticmethod
    def load(model: bytes) -> Tagger:
        """The model of a file, or of a name."""

    @staticmethod
    def from_bytes(data: bytes) -> Tagger:
        """The model of a file's bytes."""

    def save(self, path: bytes) -> None:
        """Writes the file whole or not at all."""

    def info(self) -> dict[str, Any]:
        """What the model says of itself."""

    def tag(self, inputs: list[Any], options: dict[str, Any]) -> list[Tagged]:
        """Tags inputs, each a str or (words, {column: values})."""

    def tag_columns(self, inputs: list[Any], options: dict[str, Any], entities: str) -> tuple[Any, Any]:
        """
        Tags inputs and gives flat columns: (tokens, entities), each (offsets, text, begins, ends, labels), with (offsets, data) for strings; entities are the spans of the head of that name.
        """

    def n_best(self, inputs: list[Any], options: dict[str, Any]) -> list[tuple[list[str], float]]:
        """The best label sequences of one sentence, each (labels, probability)."""

    def json(self, inputs: list[Any], tagged: Tagged, options: dict[str, Any]) -> str:
        """The line of JSON that the program writes for one input."""

    def conllu(self, inputs: list[Any], tagged: Tagged, options: dict[str, Any]) -> str:
        """The CoNLL-U that the program writes for one input."""

class Classifier:
    """A classifier of the library."""

    @staticmethod
    def load(model: bytes) -> Classifier:
        """The model of a file, or of a name."""

    @staticmethod
    def from_bytes(data: bytes) -> Classifier:
        """The model of a file's bytes."""

    def save(self, path: bytes) -> None:
        """Writes the file whole or not at all."""

    def info(self) -> dict[str, Any]:
        """What the model says of itself."""

    def classify(self, inputs: list[Any], options: dict[str, Any]) -> list[tuple[str, float]]:
        """For each input, a str or (words, {}), its label and probability."""

    def probabilities(self, inputs: list[Any], options: dict[str, Any]) -> bytes:
        """
        [inputs x labels] as the bytes of doubles; NaN for an input without tokens.
        """

    def json(self, inputs: list[Any], options: dict[str, Any]) -> list[str]:
        """The line of JSON that the program writes for each input."""

class LanguageModel:
    """A language model of the library."""

    @staticmethod
    def load(model: bytes) -> LanguageModel:
        """The model of a file, or of a name."""

    @staticmethod
    def from_bytes(data: bytes) -> LanguageModel:
        """The model of a file's bytes."""

    def save(self, path: bytes) -> None:
        """Writes the file whole or not at all."""

    def info(self) -> dict[str, Any]:
        """What the model says of itself."""

    def generate(self, prefixes: list[str], options: dict[str, Any]) -> list[str]:
        """What it writes behind each prefix."""

    def score_lines(self, lines: list[str], threads: int) -> list[tuple[float, int, int]]:
        """For each line its log-probability, symbols and unknown symbols."""

    def score(self, text: str, threads: int) -> tuple[float, int, int]:
        """The same of a whole text."""

class Transducer:
    """A transducer of the library."""

    @staticmethod
    def load(model: bytes) -> Transducer:
        """The model of a file, or of a name."""

    @staticmethod
    def from_bytes(data: bytes) -> Transducer:
        """The model of a file's bytes."""

    def save(self, path: bytes) -> None:
        """Writes the file whole or not at all."""

    def info(self) -> dict[str, Any]:
        """What the model says of itself."""

    def reads_vectors(self) -> bool:
        """Whether it reads vectors, not text."""

    def run(self, sources: list[tuple[str, list[str], list[list[float]]]], options: dict[str, Any]) -> list[tuple[str, float, bool, list[list[float]]]]:
        """
        For each (text, tags, vectors) the text, log-probability, whether it ended, and attention.
        """

class Forecaster:
    """A forecaster of the library."""

    @staticmethod
    def load(model: bytes) -> Forecaster:
        """The model of a file, or of a name."""

    @staticmethod
    def from_bytes(data: bytes) -> Forecaster:
        """The model of a file's bytes."""

    def save(self, path: bytes) -> None:
        """Writes the file whole or not at all."""

    def info(self) -> dict[str, Any]:
        """What the model says of itself."""

    def columns(self) -> list[str]:
        """That it reads."""

    def targets(self) -> list[str]:
        """That it forecasts."""

    def horizon(self) -> int:
        """The rows of a forecast."""

    def rows_before(self) -> int:
        """The rows that a series must have before it."""

    def predict(self, series: bytes) -> bytes:
        """The rows that follow, row by row."""

    def score(self, series: bytes, test_rows: int, every: int) -> dict[str, Any]:
        """mase (or None), mae and rmse of forecasts of the last rows."""

def load(model: bytes) -> Tagger | Classifier | LanguageModel | Transducer | Forecaster:
    """The model of a file, or of a name."""

def installed_models() -> list[dict[str, Any]]:
    """A dict for each installed model."""

def train_tagger(train: list[Any], dev: list[Any], settings: dict[str, Any]) -> tuple[Tagger, bool]:
    """Trains on (words, {column: values}, labels, document)."""

def train_tagger_on_files(train: list[Any], dev: list[Any], settings: dict[str, Any]) -> tuple[Tagger, bool]:
    """Trains on files."""

def train_classifier(train: list[Any], dev: list[Any], settings: dict[str, Any]) -> tuple[Classifier, bool]:
    """Trains on (label, text, words or None)."""

def train_classifier_on_files(train: list[Any], dev: list[Any], settings: dict[str, Any]) -> tuple[Classifier, bool]:
    """Trains on files."""

def train_language_model(train: bytes, dev: bytes, settings: dict[str, Any]) -> tuple[LanguageModel, bool]:
    """Trains on a file of text."""

def train_transducer(train: list[Any], dev: list[Any], settings: dict[str, Any]) -> tuple[Transducer, bool]:
    """Trains on ((text, tags, vectors), target)."""

def train_transducer_on_files(train: list[Any], dev: list[Any], settings: dict[str, Any]) -> tuple[Transducer, bool]:
    """Trains on files."""

def train_forecaster(series: bytes, columns: list[str], settings: dict[str, Any]) -> tuple[Forecaster, bool]:
    """Trains on a series, row by row."""

def train_forecaster_on_file(train: bytes, settings: dict[str, Any]) -> tuple[Forecaster, bool]:
    """Trains on a file in CSV."""

def training_options(task: str) -> list[dict[str, Any]]:
    """A dict for each option of training."""

def evaluate_tagger_on_files(tagger: Tagger, files: list[bytes], options: list[tuple[str, str]], threads: int) -> list[dict[str, Any]]:
    """The scores of each head on files."""

def evaluate_tagger(tagger: Tagger, gold: list[Any], threads: int) -> list[dict[str, Any]]:
    """
    The scores of each head on (words, {column: values}, labels, document).
    """

def evaluate_classifier_on_files(classifier: Classifier, files: list[bytes], options: list[tuple[str, str]], threads: int) -> dict[str, Any]:
    """Scores on files."""

def evaluate_classifier(classifier: Classifier, gold: list[Any], threads: int) -> dict[str, Any]:
    """Scores on (label, text, words or None)."""
