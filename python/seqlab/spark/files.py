"""Files that Spark brings to every worker, once."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from typing import TYPE_CHECKING

from pyspark import SparkFiles

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_folder: str | None = None
_with_connect: list[tuple[SparkSession, str]] = []  # what sessions of Spark Connect have been given


def folder() -> str:
    """A folder for files that workers may fetch as long as this process lives."""
    global _folder
    if _folder is None:
        _folder = tempfile.mkdtemp(prefix="seqlab-")
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    return _folder


def ship(spark: SparkSession, path: str | os.PathLike[str]) -> str:
    """Gives a file to the workers as it is now, and returns its name for local().

    The name begins with a hash of the contents, since Spark takes only one file of a name.
    """
    name = f"{_hash(path)}-{os.path.basename(path)}"
    kept = os.path.join(folder(), name)
    if not os.path.exists(kept):
        shutil.copyfile(path, kept)
    if type(spark).__module__.startswith("pyspark.sql.connect"):
        if (spark, name) not in _with_connect:
            spark.addArtifacts(kept, file=True)
            _with_connect.append((spark, name))
    elif all(os.path.basename(known) != name for known in spark.sparkContext.listFiles):
        spark.sparkContext.addFile(kept)
    return name


def local(name: str) -> str:
    """The path of a shipped file on the worker that calls."""
    return SparkFiles.get(name)


def _hash(path: str | os.PathLike[str]) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()[:16]
