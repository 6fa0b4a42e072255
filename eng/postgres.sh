#!/usr/bin/env bash
# A PostgreSQL server for tests, Debian's: nobody else's data, nothing left behind.
#
#   eng/postgres.sh install   installs it where it is missing
#   eng/postgres.sh run       makes a cluster in a temporary folder, starts it on loopback, prints its connection string as the first
#                             line of standard output, and takes orders on standard input, a word a line: "kill" ends the server
#                             without a chance to clean up, and "start" starts it again; "killed" and "started" are answered when
#                             that is done. At the end of the input the server is stopped and the folder is removed: so it goes
#                             with whoever started it.
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
  if ((EUID == 0)); then
    # Not even the files of a server of the system's own, which the package would make.
    mkdir -p /etc/postgresql-common
    [[ -e /etc/postgresql-common/createcluster.conf ]] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  fi
  "$(dirname "${BASH_SOURCE[0]}")/debian.sh" install postgresql
  programs > /dev/null
}

# PostgreSQL does not run as root: then its own user runs it.
as_server() {
  cd /
  if ((EUID == 0)); then exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; else exec "$@"; fi
}

# Below the ports that this system hands to outgoing calls. Else a client that tries again and again while the server is down is given
# the server's own port one day, is connected with itself, and leaves a port in TIME_WAIT on which no server can listen for a minute.
free_port() {
  local port outgoing
  read -r outgoing _ < /proc/sys/net/ipv4/ip_local_port_range
  if ((outgoing < 20000)); then outgoing=32768; fi
  while true; do
    port=$((outgoing - 1 - RANDOM % (outgoing - 10000)))
    if ! (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
      echo "$port"
      return
    fi
  done
}

is_alive() { [[ -n "$server" ]] && kill -0 "$server" 2> /dev/null; }

# True once the server says so in its own file; false if it ends before.
becomes_ready() {
  local about
  while is_alive; do
    # Its first line is the process, its eighth the state.
    if { mapfile -t about < "$folder/data/postmaster.pid"; } 2> /dev/null && [[ "${about[0]:-}" == "$server" && "${about[7]:-}" == ready* ]]; then return; fi
    sleep 0.02
  done
  return 1
}

# The server is a child of this script, which so hears of its end at once, and leaves nobody else to clear it away.
start() {
  # shellcheck disable=SC2086
  (as_server "$bin/postgres" -D "$folder/data" -p "$port" -k "$folder" $settings) < /dev/null >> "$folder/log" 2>&1 &
  server=$!
  if becomes_ready; then return; fi
  wait "$server" 2> /dev/null || true
  server=
  return 1
}

# After a kill, the last of the old processes may still hold shared memory for a moment.
start_again() {
  for _ in $(seq 50); do
    if start; then return; fi
    sleep 0.1
  done
  say "the server does not start again:"
  tail -n 20 "$folder/log" >&2
  return 1
}

# Stopped first: it starts no process between the look at those that it has and their end.
kill_server() {
  is_alive || return 0
  kill -STOP "$server"
  # shellcheck disable=SC2046
  kill -KILL "$server" $(ps -o pid= --ppid "$server") 2> /dev/null || true
  wait "$server" 2> /dev/null || true
  server=
}

stop_server() {
  is_alive || return 0
  kill -INT "$server"
  for _ in $(seq 200); do
    if ! is_alive; then break; fi
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
  server=
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
  (as_server "$bin/initdb" -D "$folder/data" -U budgetmesh -A scram-sha-256 --pwfile="$folder/password" -E UTF8 --locale=C --no-sync > /dev/null)
  rm "$folder/password"
  # Small, for it shares its machine with the tests; durable, for that is what they are about.
  settings="-c listen_addresses=127.0.0.1 -c shared_buffers=64MB -c max_connections=100 -c max_wal_senders=4 -c deadlock_timeout=200ms $settings"
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    if start; then break; fi
  done
  if ! is_alive; then
    say "the server does not start:"
    tail -n 20 "$folder/log" >&2
    return 1
  fi
  echo "Host=127.0.0.1;Port=$port;Database=postgres;Username=budgetmesh;Password=$password"
  local order
  while read -r order; do
    case "$order" in
      kill)
        kill_server
        echo killed
        ;;
      start)
        start_again
        echo started
        ;;
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
    sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
