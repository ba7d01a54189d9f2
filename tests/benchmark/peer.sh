#!/bin/sh
# Answers the benchmark as tools/benchmark/versus_torch.py does, always the same and without measuring anything:
# 1,000 tokens a second, 1 second a sentence.
while read -r request; do
  echo '{"name": "peer", "gflops": 0.001, "tokens": 1000, "seconds": 1, "p50": 1, "p99": 2}'
done
