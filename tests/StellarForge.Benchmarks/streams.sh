#!/usr/bin/env bash
# Measures streams as a user runs them: whole processes, in a temporary folder.
#   streams.sh [ROWS] [POSTGRES-URI] [BROKER-URI…]
# ROWS orders (1,000,000 by default) go into an embedded log and, where one is given, into another broker; from there into SQLite and, where a database is given, into
# PostgreSQL, beside psql's \copy of the same rows into an equal table; then, for half a minute, 10,000 events a second from end to end.
# The database has to be an empty one. Needs /usr/bin/time, and psql for PostgreSQL.
set -euo pipefail
rows=${1:-1000000} postgres=${2:-} brokers=("${@:3}") idle=2
repository=$(cd "$(dirname "$0")/../.." && pwd)
dotnet build -c Release "$repository/src/StellarForge.Cli" -v q -clp:NoSummary > /dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

forge() { /usr/bin/time -q -f %M -o memory dotnet "$repository/src/StellarForge.Cli/bin/Release/net10.0/StellarForge.Cli.dll" "$@" --json | tail -n 1; }
figure() { grep -oE "\"$1\":[0-9.]+" | tail -n 1 | cut -d: -f2; }
report() { printf '| %s | %s |\n' "$1" "$2"; }

# report_rate WHAT SECONDS: events a second, and the most memory of the process.
report_rate() { report "$1" "$(awk -v n="$rows" -v s="$2" 'BEGIN { printf "%d", n / s }') events/s, $(($(cat memory) / 1024)) MB at most"; }
send() { report_rate "stream into $1" "$(forge stream --to "$2" --tables orders --rows "orders=$rows" | figure seconds)"; }

# drain FROM TARGET NAME [TOPIC]: the seconds until the last event was written.
drain() {
  forge write --from "$1" --target "$2" --name "$3" --tables orders --topic "orders=${4:-orders}" --until-idle "${idle}s" | figure seconds |
    awk -v idle=$idle '{ print $1 - idle }'
}

report 'orders' "$rows"
send 'the embedded log' embedded:log
report_rate 'write, embedded log to SQLite' "$(drain embedded:log sqlite:orders.db sqlite)"
if [ -n "$postgres" ]; then
  exactly_once=$(drain embedded:log "$postgres" log)
  report_rate 'write, embedded log to PostgreSQL' "$exactly_once"
  psql "$postgres" -Xqc '\copy orders TO orders.csv CSV' -c 'CREATE TABLE orders_copy (LIKE orders INCLUDING ALL)'
  started=$(date +%s.%N)
  psql "$postgres" -Xqc '\copy orders_copy FROM orders.csv CSV'
  copy=$(awk -v a="$started" -v b="$(date +%s.%N)" 'BEGIN { print b - a }')
  report 'psql \copy of the same rows' "$(awk -v n="$rows" -v s="$copy" 'BEGIN { printf "%d", n / s }') rows/s"
  report 'write as a share of it' "$(awk -v a="$copy" -v b="$exactly_once" 'BEGIN { printf "%.2f", a / b }')"
fi

for broker in ${brokers[@]+"${brokers[@]}"}; do
  name=${broker%%:*} topic=${TOPIC:-orders.$RANDOM$RANDOM} target=${postgres:-sqlite:${broker%%:*}.db}
  report_rate "stream into $name" "$(forge stream --to "$broker" --name "$topic" --tables orders --topic "orders=$topic" --rows "orders=$rows" | figure seconds)"
  [ -z "$postgres" ] || psql "$postgres" -Xqc 'TRUNCATE orders'
  seconds=$(drain "$broker" "$target" "$topic" "$topic")
  report_rate "write, $name to ${target%%:*}" "$seconds"
  [ -z "$postgres" ] || report 'that as a share of \copy' "$(awk -v a="$copy" -v b="$seconds" 'BEGIN { printf "%.2f", a / b }')"
done

target=${postgres:-sqlite:pace.db}
[ -z "$postgres" ] || psql "$postgres" -Xqc 'TRUNCATE orders'
# The first makes the topic, and its one order is a dead letter when it comes again.
forge stream --to embedded:pace --name first --tables orders --rows orders=1 > /dev/null
forge write --from embedded:pace --target "$target" --name pace --tables orders --until-idle 10s > paced &
sleep 3
forge stream --to embedded:pace --name pace --tables orders --rows orders=300000 --rate 10000 > /dev/null
wait
report "10,000 events/s, embedded log to ${target%%:*}, produce to commit" "p50 $(figure p50 < paced) ms, p99 $(figure p99 < paced) ms"
