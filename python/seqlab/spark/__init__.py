"""Apache Spark: labels columns of a DataFrame, and trains many models, on all machines of a cluster.

    >>> tagged = df.transform(seqlab.spark.tag("en", text_column="text"))
    >>> tagged.selectExpr("text", "seqlab.entities.text", "seqlab.error")

The package seqlab has to be installed on the workers; models travel by themselves. Needs pyspark[sql] 4 or later.
"""

from seqlab.spark.labelling import Labelling, classify, tag
from seqlab.spark.tuning import Trial, Tuning, tune

__all__ = ["Labelling", "Trial", "Tuning", "classify", "tag", "tune"]
