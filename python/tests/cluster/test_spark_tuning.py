from __future__ import annotations

import pathlib
import statistics
from typing import Any

import pytest

import seqlab
from seqlab.training import training_options

pytest.importorskip("pyspark")
import seqlab.spark  # noqa: E402
from seqlab.spark.search_space import SearchSpace  # noqa: E402
from seqlab.spark.tuning import Trial, _best  # noqa: E402

CORPORA = pathlib.Path(__file__).resolve().parents[3] / "corpora"
TRAIN, DEV = CORPORA / "news.train.conllu", CORPORA / "news.dev.conllu"
SMALL: dict[str, Any] = {"epochs": 2, "hidden": 8, "dimension": 8}


def test_seeds_and_settings_are_trained_and_the_best_is_kept(spark: Any, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "best.model"
    tuning = seqlab.spark.tune(
        spark, train=TRAIN, dev=DEV, model=path, space={"learning_rate": [0.0001, 0.05]}, trials=5, seeds=2, **SMALL
    )
    assert [(t.configuration, t.seed) for t in tuning.trials] == [(c, s) for c in (1, 2, 3) for s in (1, 2)]
    assert tuning.trials[0].options == {}
    assert sorted(t.options["learning_rate"] for t in tuning.trials[2::2]) == [0.0001, 0.05]
    for one in tuning.configurations:
        scores = [t.score for t in tuning.trials if t.configuration == one.configuration if t.score is not None]
        assert (one.trials, one.mean, one.sd) == (2, statistics.fmean(scores), statistics.stdev(scores))
    assert tuning.best in tuning.trials
    # The model is the one that the same training gives here.
    best = {**SMALL, **tuning.best.options, "seed": tuning.best.seed}
    seqlab.train(TRAIN, DEV, model=tmp_path / "here.model", **best)
    text = "The Harbour Museum opened a new hall in Oslo."
    assert seqlab.load(path)(text).to_json() == seqlab.load(tmp_path / "here.model")(text).to_json()
    assert tuning.model(text).to_json() == seqlab.load(path)(text).to_json()
    rows = tuning.table(spark).collect()
    assert [(row.configuration, row.seed, row.score) for row in rows] == [
        (t.configuration, t.seed, t.score) for t in tuning.trials
    ]


def test_a_failed_training_is_a_trial_with_its_error(spark: Any) -> None:
    tuning = seqlab.spark.tune(spark, train=TRAIN, dev=DEV, space={"layers": [65]}, trials=2, **SMALL)
    good, bad = tuning.trials
    assert good.error is None and tuning.best == good
    assert bad.score is None and bad.error is not None and "layers" in bad.error
    with pytest.raises(seqlab.Error, match="all trainings failed, the first with: .*layers"):
        seqlab.spark.tune(spark, train=TRAIN, dev=DEV, **{**SMALL, "layers": 65})


def test_bad_data_is_named_as_the_caller_names_it(spark: Any, tmp_path: pathlib.Path) -> None:
    bad = tmp_path / "bad.conllu"
    bad.write_bytes(b"1\t\xff\t_\tDET\t_\t_\t_\t_\t_\t_\n\n")
    with pytest.raises(seqlab.Error, match=str(bad)):
        seqlab.spark.tune(spark, train=[TRAIN, bad], dev=DEV, **SMALL)


def test_data_in_memory_train_a_classifier(spark: Any) -> None:
    texts = [(f"{word} film {i}", label) for i in range(20) for word, label in (("great", "good"), ("dull", "bad"))]
    tuning = seqlab.spark.tune(spark, train=texts, dev=texts[:10], task="classifier", seeds=[3, 5], **SMALL)
    assert [t.seed for t in tuning.trials] == [3, 5]
    assert tuning.model("great film").label in ("good", "bad")


def test_calls_that_cannot_be_meant_are_refused(spark: Any, tmp_path: pathlib.Path) -> None:
    with pytest.raises(ValueError, match="give seeds="):
        seqlab.spark.tune(spark, train=TRAIN, seed=3)
    with pytest.raises(ValueError, match="at least one seed"):
        seqlab.spark.tune(spark, train=TRAIN, seeds=[1, 1])
    with pytest.raises(ValueError, match="is a folder"):
        seqlab.spark.tune(spark, train=tmp_path)
    with pytest.raises(seqlab.DataError, match="there is no option hiden"):
        seqlab.spark.tune(spark, train=TRAIN, space={"hiden": [1]})


def test_a_space_draws_distinct_values_in_its_range() -> None:
    space = SearchSpace(
        {"hidden": "8..200:log", "learning_rate": "0.001..0.1", "cell": ["gru", "lstm"]}, training_options()
    )
    drawn = space.configurations(200, seed=1)
    assert drawn[0] == {} and len({str(one) for one in drawn}) == 200
    assert all(isinstance(one["hidden"], int) and 8 <= one["hidden"] <= 200 for one in drawn[1:])
    assert all(0.001 <= one["learning_rate"] <= 0.1 for one in drawn[1:])
    assert {one["cell"] for one in drawn[1:]} == {"gru", "lstm"}
    assert sum(one["hidden"] < 40 for one in drawn[1:]) > 70  # half of them, on a logarithmic scale
    assert drawn == space.configurations(200, seed=1) != space.configurations(200, seed=2)
    assert len(SearchSpace({"layers": "1..3"}, training_options()).configurations(10, seed=1)) == 4


@pytest.mark.parametrize(
    "space, message",
    [
        ({"hidden": "8"}, "no range; write LOW..HIGH"),
        ({"hidden": "9..8"}, "9 is not below 8"),
        ({"hidden": "1.5..8"}, "whole numbers"),
        ({"learning_rate": "0..1:log"}, "above 0"),
        ({"cell": "gru"}, "give a list"),
        ({"hidden": []}, "there are no values"),
        ({"seed": [1]}, "cannot be searched"),
    ],
)
def test_a_space_of_another_form_is_refused(space: Any, message: str) -> None:
    with pytest.raises(seqlab.DataError, match=message):
        SearchSpace(space, training_options())


def trial(configuration: int, seed: int, score: float | None) -> Trial:
    return Trial(configuration, {}, seed, score, {}, 1, 1.0, None if score is not None else "failed")


def test_the_best_has_the_best_mean_and_no_failure_if_possible() -> None:
    lucky = [trial(1, 1, 0.9), trial(1, 2, 0.1), trial(2, 1, 0.6), trial(2, 2, 0.7)]
    assert _best(lucky) == lucky[3]
    failing = [trial(1, 1, 0.9), trial(1, 2, None), trial(2, 1, 0.6), trial(2, 2, 0.5)]
    assert _best(failing) == failing[2]
