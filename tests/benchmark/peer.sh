#!/bin/sh
# A peer for the benchmark, like tools/benchmark/versus_torch.py, that measures nothing and always reports the same:
# 1,000 tokens per second, 1 second per sentence, 1 second per file; the labels are those of the file.
while read -r request; do
  case $request in *'"output":'*)
    input=${request#*'"input":"'}
    output=${request#*'"output":"'}
    cp "${input%%'"'*}" "${output%%'"'*}"
  esac
  echo '{"name": "peer", "gflops": 0.001, "tokens": 1000, "seconds": 1, "p50": 1, "p99": 2}'
done
