#!/usr/bin/env bash
# Debian's programs that tests and benchmarks need.
#
#   eng/debian.sh install nginx wrk   installs these packages where they are missing; none starts a service of the system's own
set -euo pipefail

say() { echo "debian.sh: $*" >&2; }

has() { [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" == installed ]]; }

policy=/usr/sbin/policy-rc.d

install() {
  local package missing=()
  for package in "$@"; do
    has "$package" || missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then return; fi
  if ! command -v apt-get > /dev/null || ((EUID != 0)); then
    say "missing, and only root on a Debian system can install them: apt-get install ${missing[*]}"
    return 1
  fi
  # One after the other, and packages of servers would start them.
  exec 9> /run/lock/budgetmesh-debian
  flock 9
  if [[ ! -e "$policy" ]]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
  fi
  {
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends --no-upgrade "${missing[@]}"
  } >&2
}

case "${1:-}" in
  install)
    shift
    install "$@"
    ;;
  *)
    sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
