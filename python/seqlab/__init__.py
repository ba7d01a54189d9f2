"""Recurrent sequence labelling: taggers and text classifiers."""

from ._seqlab import installed_models, version

__version__ = version()
__all__ = ["__version__", "installed_models"]
