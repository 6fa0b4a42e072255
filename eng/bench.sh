#!/usr/bin/env bash
# What the benchmark of gateways measures beside BudgetMesh's own.
#
#   eng/bench.sh install   installs, where they are missing, nginx and wrk, Debian's, and the gateways of bench/gateways/package.json, npm's,
#                          into artifacts/bench-gateways
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "bench.sh: $*" >&2; }

install_programs() {
  if command -v nginx > /dev/null && command -v wrk > /dev/null; then return; fi
  if ! command -v apt-get > /dev/null || ((EUID != 0)); then
    say "nginx or wrk is missing, and only root on a Debian system can install them: apt-get install nginx wrk"
    return 1
  fi
  # No server of the system's own: the package would start one.
  local policy=/usr/sbin/policy-rc.d
  if [[ ! -e "$policy" ]]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
  fi
  {
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends --no-upgrade nginx wrk
  } >&2
  command -v nginx > /dev/null && command -v wrk > /dev/null
}

install_packages() {
  local wanted=bench/gateways/package.json folder=artifacts/bench-gateways
  if cmp -s "$wanted" "$folder/installed.json"; then return; fi
  if ! command -v npm > /dev/null; then
    say "npm is missing: it comes with Node.js"
    return 1
  fi
  mkdir -p "$folder"
  cp "$wanted" "$folder/package.json"
  npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts --no-package-lock --silent >&2
  cp "$wanted" "$folder/installed.json" # last: what failed is tried again the next time
}

case "${1:-}" in
  install)
    install_programs
    install_packages
    ;;
  *)
    sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
