#!/bin/sh
# Sends to `tagger serve` what its description (/openapi.json) allows and what it does not, with schemathesis: no answer may be a 500,
# have a status or a shape that is not described, or accept what the description forbids.
#   tools/schema_test.sh [SECONDS [PROGRAMS]]     default: 120 seconds, build/release/tagger; a long run takes 1800
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-120}
programs=${2:-build/release/tagger}

tools=build/schemathesis
[ -x $tools/bin/schemathesis ] || python3 -m venv $tools
$tools/bin/pip install --quiet --disable-pip-version-check schemathesis==4.32.5

folder=$(mktemp -d)
"$programs/tagger" serve -m en-ner -m en-sentiment --port 0 --threads 2 --quiet > "$folder/address" &
service=$!
trap 'kill $service 2>/dev/null || true; rm -rf "$folder"' EXIT
until [ -s "$folder/address" ]; do
  kill -0 $service 2>/dev/null || { echo "schema_test: the service does not start" >&2; exit 1; }
  sleep 0.1
done
address=$(head -n 1 "$folder/address")

# One worker, as several threads confuse Python 3.11 (SystemError: AST constructor recursion depth mismatch).
# Left out: whether what the description allows is accepted, as it cannot say which models and heads there are.
status=0
export SCHEMATHESIS_HOOKS=schema_hooks PYTHONPATH=tools
$tools/bin/schemathesis run "${address}openapi.json" --checks all --exclude-checks positive_data_acceptance \
  --phases examples,coverage,fuzzing --max-time "$seconds" --workers 1 --wait-for-schema 20 \
  --suppress-health-check all --no-color > "$folder/out" 2>&1 || status=$?
tail -n 60 "$folder/out"
kill -TERM $service
wait $service || { echo "schema_test: the service ended with $?" >&2; exit 1; }
exit $status
