#!/usr/bin/env bash
# Builds everything but the AppHost with warnings as errors, runs all tests against a real Redis and a real Postgres, publishes both services.
# The last line counts: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=${CONFIGURATION:-Debug}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

have_postgres() { ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null; }
missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
have_postgres || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >"$work/apt.log" 2>&1 || { cat "$work/apt.log"; exit 1; }
  else
    echo "Missing: ${missing[*]}. Install them with your package manager; the tests that need them are skipped until then (in CI they fail)."
  fi
fi

dotnet build TicketRag.Services.slnf -c "$configuration" -warnaserror

set +e
dotnet "TicketRag.Tests/bin/$configuration/net10.0/TicketRag.Tests.dll" -xml "$work/tests.xml" "$@"
tests=$?
set -e

for project in TicketRag.Api TicketRag.IngestWorker; do
  dotnet publish "$project" -c Release -o "$work/publish/$project" -v quiet
  test -f "$work/publish/$project/$project.dll"
done
echo "Published TicketRag.Api and TicketRag.IngestWorker"

count() { grep -o "<assembly [^>]*" "$work/tests.xml" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | paste -sd+ - | bc_add; }
bc_add() { read -r sum; echo $((sum)); }
echo "$(count passed) passed, $(( $(count failed) + $(count errors) )) failed, $(( $(count skipped) + $(count not-run) )) skipped"
exit $tests
