#!/usr/bin/env bash
# Strikes a whole product (two Apis, two workers, Postgres, Redis) at every stage of its work, in an order that the seed says, and looks after each fault
# whether every job ended and every effect is there once. Takes about a quarter of an hour. Prints the seed, the faults, and the jobs lost and doubled.
# usage: eng/chaos.sh [seed] [faults]   SIGKILL and SIGSTOP at every stage, or at so many of them
#        eng/chaos.sh figures           how soon killed jobs go on and cancelled ones stop, at default settings
set -euo pipefail
cd "$(dirname "$0")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CI=true
configuration=${CONFIGURATION:-Release}
class='*FaultMatrixTests'
if [ "${1:-}" = figures ]; then
  class='*RecoveryFigures'
else
  export TICKETRAG_CHAOS_SEED=${1:-$((RANDOM * 32768 + RANDOM))}
  export TICKETRAG_CHAOS_FAULTS=${2:-}
  echo "seed $TICKETRAG_CHAOS_SEED"
fi

dotnet build TicketRag.Tests -c "$configuration" -v quiet
exec dotnet "TicketRag.Tests/bin/$configuration/net10.0/TicketRag.Tests.dll" -class "$class" -explicit only -showLiveOutput
