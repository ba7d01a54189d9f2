#!/bin/sh
# Answers the benchmark as tools/benchmark/versus_torch.py does, always the same and without measuring anything:
# 1,000 tokens a second, 1 second a sentence, 1 second a file, with the labels that the file has.
while read -r request; do
  case $request in *'"output":'*)
    input=${request#*'"input":"'}
    output=${request#*'"output":"'}
    cp "${input%%'"'*}" "${output%%'"'*}"
  esac
  echo '{"name": "peer", "gflops": 0.001, "tokens": 1000, "seconds": 1, "p50": 1, "p99": 2}'
done
