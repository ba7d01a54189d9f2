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
    if any(os.path.basename(known) == name for known in spark.sparkContext.listFiles):
        return name
    kept = os.path.join(folder(), name)
    shutil.copyfile(path, kept)
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
