"""The options that a search varies, as `tagger tune --search` has them."""

from __future__ import annotations

import math
import random
from typing import Any, Mapping, Sequence

from seqlab.errors import DataError
from seqlab.training import Option, option_text

# Values to choose from, or a range: "16..256", "0.0005..0.01:log".
Space = Mapping[str, Sequence[Any] | str]

_MOST_REPEATED_DRAWS = 10_000
_NOT_SEARCHED = ("seed", "threads", "model", "train", "dev", "test", "log", "checkpoint", "resume")


class _Range:
    def __init__(self, name: str, text: str, whole: bool) -> None:
        ends = text.removesuffix(":log").split("..")
        self._logarithmic = text.endswith(":log")
        self._whole = whole
        try:
            self._low, self._high = (float(end) for end in ends)
        except ValueError:
            raise DataError(
                f"space, {name}: {text} is no range; write LOW..HIGH, LOW..HIGH:log or a list of values"
            ) from None
        if not (math.isfinite(self._high - self._low) and self._low < self._high):
            raise DataError(f"space, {name}: {ends[0]} is not below {ends[1]}")
        if self._logarithmic and self._low <= 0:
            raise DataError(f"space, {name}: a logarithmic range must begin above 0")
        if whole and not (self._low.is_integer() and self._high.is_integer()):
            raise DataError(f"space, {name}: the ends of {text} must be whole numbers")

    def draw(self, uniform: float) -> Any:
        # Each whole number owns the interval up to the next.
        end = self._high + 1 if self._whole else self._high
        if self._logarithmic:
            value = math.exp(math.log(self._low) + uniform * (math.log(end) - math.log(self._low)))
        else:
            value = self._low + uniform * (end - self._low)
        value = min(max(math.floor(value) if self._whole else float(f"{value:.4g}"), self._low), self._high)
        return int(value) if self._whole else value


class SearchSpace:
    """Options with the values that they may take. Raises DataError for a space of another form."""

    def __init__(self, space: Space, known: Sequence[Option]) -> None:
        options = {option.name: option for option in known}
        self._values: dict[str, list[Any] | _Range] = {}
        for name, values in space.items():
            if name in _NOT_SEARCHED:
                raise DataError(f"space: {name} cannot be searched")
            if name not in options:
                raise DataError(f"space: there is no option {name}")
            if isinstance(values, str):
                if options[name].kind not in ("integer", "real"):
                    raise DataError(f"space, {name}: a range is for numbers; give a list of values")
                self._values[name] = _Range(name, values, options[name].kind == "integer")
            else:
                self._values[name] = list(values)
                if not self._values[name]:
                    raise DataError(f"space, {name}: there are no values")

    def configurations(self, count: int, seed: int) -> list[dict[str, Any]]:
        """Distinct configurations: first none of the options, then random ones; fewer if the space has no more."""
        drawn: list[dict[str, Any]] = [{}]
        known = {_key({})}
        source = random.Random(seed)
        repeated = 0
        while self._values and len(drawn) < count and repeated < _MOST_REPEATED_DRAWS:
            one = {name: _draw(values, source.random()) for name, values in self._values.items()}
            repeated = repeated + 1 if _key(one) in known else 0
            if not repeated:
                known.add(_key(one))
                drawn.append(one)
        return drawn


def _draw(values: list[Any] | _Range, uniform: float) -> Any:
    return values.draw(uniform) if isinstance(values, _Range) else values[int(uniform * len(values))]


def _key(configuration: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, option_text(value)) for name, value in configuration.items())
