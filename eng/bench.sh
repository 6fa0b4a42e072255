#!/usr/bin/env bash
# What the benchmark of gateways measures beside BudgetMesh's own.
#
#   eng/bench.sh install   installs, where they are missing, nginx and wrk, Debian's, and the gateways of bench/gateways/package.json, npm's,
#                          into artifacts/bench-gateways
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  install)
    eng/debian.sh install nginx wrk
    eng/npm.sh install bench/gateways artifacts/bench-gateways
    ;;
  *)
    sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
