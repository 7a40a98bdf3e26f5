#!/usr/bin/env bash
# Plays the main job's curl lines (text, batch, jobs) against a running Api and prints what came back.
# Usage: eng/demo.sh [base URL]      Start the Api first: dotnet run --project TicketRag.Api
set -euo pipefail

base=${1:-http://localhost:5080}
base=${base%/}
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

fail() { echo "FAILED: $*" >&2; exit 1; }

pretty() {
  if command -v jq >/dev/null; then jq . "$answer"
  elif command -v python3 >/dev/null; then python3 -m json.tool "$answer"
  else cat "$answer"; echo
  fi
}

# A member of the last answer; for flat answers, so that neither jq nor python is needed.
member() { tr -d '\n' <"$answer" | grep -o "\"$1\" *: *\"[^\"]*\"" | head -n 1 | sed 's/^[^:]*: *"//; s/"$//' || true; }

# step <expected status> <what it shows> <curl arguments…>
step() {
  local expected=$1 title=$2 status argument
  shift 2
  echo
  echo "# $title"
  printf 'curl'
  for argument in "$@"; do
    case $argument in
      *[!A-Za-z0-9:/._-]*) printf " '%s'" "$argument" ;;
      *) printf ' %s' "$argument" ;;
    esac
  done
  echo
  status=$(curl -sS -o "$answer" -w '%{http_code}' "$@") || fail "no answer from $base; is it running? dotnet run --project TicketRag.Api"
  echo "# $status"
  pretty
  [ "$status" = "$expected" ] || fail "$title: expected $expected, got $status"
}

has() { grep -q "$1" "$answer" || fail "the answer lacks $1"; }

# poll <until one of these> <curl arguments…>: asks again until the job has ended.
poll() {
  local until=$1 status i
  shift
  for i in $(seq 1 600); do  # two minutes: on a first start the demo data is indexed before it
    curl -sS -o "$answer" "$@"
    status=$(member status)
    case $status in
      "$until") break ;;
      failed | cancelled) pretty; fail "the job is $status" ;;
    esac
    sleep 0.2
  done
  step 200 "asked $i times, until it says $until" "$@"
  [ "$(member status)" = "$until" ] || fail "the job is still $(member status)"
}

echo "## Background ingestion"
step 202 "Enqueue text" -X POST "$base/knowledge/ingest-text-async" \
  -H "x-api-key: test-key" -H "x-role: editor" -H "Content-Type: application/json" \
  -d '{"text":"Large document content...","source":"docs"}'
has '"queued"'
poll finished "$base/ops/jobs/$(member job_id)" -H "x-admin-key: admin-secret-123"
has '"ingested_chunks"'
step 403 "Viewers cannot enqueue" -X POST "$base/knowledge/ingest-text-async" \
  -H "x-api-key: test-key" -H "x-role: viewer" -H "Content-Type: application/json" \
  -d '{"text":"Large document content...","source":"docs"}'

echo
echo "## Async by default, and sync on request"
step 202 "A document by form" -X POST "$base/ingest" -F "text_content=Your document text here" -F 'metadata={"source":"api"}'
poll completed "$base/jobs/$(member job_id)"
has '"chunks_created"'
step 200 "The same, waiting" -X POST "$base/ingest" \
  -F "text_content=Your document text here" -F 'metadata={"source":"api"}' -F "sync=true"
has '"success"'

batch='{
    "messages": [
      {"text": "Message 1", "metadata": {"id": "1"}},
      {"text": "Message 2", "metadata": {"id": "2"}}
    ],
    "metadata": {"batch_source": "slack"}
  }'
step 202 "A batch" -X POST "$base/ingest/batch" -H "Content-Type: application/json" -d "$batch"
poll completed "$base/jobs/$(member job_id)"
step 200 "The same, waiting" -X POST "$base/ingest/batch?sync=true" -H "Content-Type: application/json" -d "$batch"
has '"success"'
step 202 "Text, explicitly async" -X POST "$base/ingest/text/async" \
  -H "Content-Type: application/json" -d '{"text_content": "Document text", "metadata": {"source": "api"}}'
job=$(member job_id)
poll completed "$base/jobs/$job"

echo
echo "## Jobs"
step 200 "All of them" "$base/jobs?limit=2"
has '"jobs"'
step 200 "Only running ones" "$base/jobs?status=running"
step 409 "Cancel one that has ended" -X DELETE "$base/jobs/$job"
step 200 "Statistics" "$base/jobs/stats"
has '"total_chunks_created"'

echo
echo "## Querying works after ingestion"
step 200 "Find it" -X POST "$base/rag/retrieve" -H "Content-Type: application/json" -d '{"query":"Your document text here","top_k":3}'
has 'Your document text here'

echo
echo "All as documented."
