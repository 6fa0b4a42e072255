#!/usr/bin/env bash
# A PostgreSQL server for tests, Debian's: nobody else's data, nothing left behind.
#
#   eng/postgres.sh install   installs it where it is missing
#   eng/postgres.sh run       makes a cluster in a temporary folder, starts it on loopback, prints its connection string as the only
#                             line of standard output, and takes orders on standard input, a word a line: "kill" ends the server
#                             without a chance to clean up, "start" starts it again, "stop" stops it in good order. At the end
#                             of the input the server is stopped and the folder is removed: so it goes with whoever started it.
#
# What is asked after "run" goes to the server: eng/postgres.sh run -c fsync=off
set -euo pipefail

say() { echo "postgres.sh: $*" >&2; }

programs() {
  local found
  found=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2> /dev/null | sort -V | tail -n 1)
  [[ -n "$found" ]] && dirname "$found"
}

install() {
  if programs > /dev/null; then return; fi
  if ! command -v apt-get > /dev/null || ((EUID != 0)); then
    say "PostgreSQL is missing, and only root on a Debian system can install it: apt-get install postgresql"
    return 1
  fi
  # No server of the system's own: the package would make one and start it.
  mkdir -p /etc/postgresql-common
  [[ -e /etc/postgresql-common/createcluster.conf ]] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  {
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends --no-upgrade postgresql
  } >&2
  programs > /dev/null
}

# PostgreSQL does not run as root: then its own user runs it.
as_server() {
  if ((EUID == 0)); then (cd / && setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"); else "$@"; fi
}

# Below the ports that systems hand to outgoing calls: while the server is down, nothing else takes its port.
free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    if ! (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
      echo "$port"
      return
    fi
  done
}

start() {
  # After a kill, the last of the old processes may still hold shared memory for a moment.
  for _ in $(seq 50); do
    if as_server "$bin/pg_ctl" start -s -w -t 30 -D "$folder/data" -l "$folder/log" -o "-p $port -k $folder $settings" >&2; then return; fi
    sleep 0.1
  done
  say "the server does not start:"
  tail -n 20 "$folder/log" >&2
  return 1
}

# The server's own process, by its number; empty where there is none.
server() {
  local pid
  pid=$(head -n 1 "$folder/data/postmaster.pid" 2> /dev/null) || return 0
  if [[ -n "$pid" && -d "/proc/$pid" ]]; then echo "$pid"; fi
}

kill_server() {
  local pid children
  pid=$(server)
  [[ -n "$pid" ]] || return 0
  children=$(ps -o pid= --ppid "$pid")
  # shellcheck disable=SC2086
  kill -KILL "$pid" $children 2> /dev/null || true
  while [[ -d "/proc/$pid" ]] && ! grep -q '^State:.Z' "/proc/$pid/status" 2> /dev/null; do sleep 0.01; done
}

stop_server() {
  local pid
  pid=$(server)
  [[ -n "$pid" ]] || return 0
  kill -INT "$pid" 2> /dev/null || return 0
  for _ in $(seq 200); do
    [[ -n "$(server)" ]] || return 0
    sleep 0.05
  done
  kill_server
}

finish() {
  stop_server
  rm -rf "$folder"
}

run() {
  settings="$*"
  bin=$(programs) || {
    say "PostgreSQL is missing: eng/postgres.sh install"
    return 1
  }
  folder=$(mktemp -d "${TMPDIR:-/tmp}/budgetmesh-pg.XXXXXX")
  trap finish EXIT
  trap 'exit 0' INT TERM HUP
  local password
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "$password" > "$folder/password"
  if ((EUID == 0)); then chown -R postgres "$folder"; fi
  as_server "$bin/initdb" -D "$folder/data" -U budgetmesh -A scram-sha-256 --pwfile="$folder/password" -E UTF8 --locale=C --no-sync > /dev/null
  rm "$folder/password"
  # Small, for it shares its machine with the tests; durable, for that is what they are about.
  settings="-c listen_addresses=127.0.0.1 -c shared_buffers=64MB -c max_connections=100 -c max_wal_senders=4 -c deadlock_timeout=200ms $settings"
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    if start; then break; fi
  done
  [[ -n "$(server)" ]]
  echo "Host=127.0.0.1;Port=$port;Database=postgres;Username=budgetmesh;Password=$password"
  local order
  while read -r order; do
    case "$order" in
      kill) kill_server ;;
      start) start ;;
      stop) stop_server ;;
      *) say "unknown order: $order" ;;
    esac
  done
}

case "${1:-}" in
  install) install ;;
  run)
    shift
    run "$@"
    ;;
  *)
    sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
