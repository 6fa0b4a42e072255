#!/usr/bin/env bash
# Packages of npm for tests.
#
#   eng/npm.sh install FOLDER INTO   installs the package.json and package-lock.json of FOLDER into the folder INTO, unless they are there,
#                                    and Debian's Node.js before that where there is none; SDKs of today need its version 20
#
# Nothing that a package brings is run.
set -euo pipefail

say() { echo "npm.sh: $*" >&2; }

readonly node_least=20

node_here() {
  if ! command -v node > /dev/null || ! command -v npm > /dev/null; then "$(dirname "${BASH_SOURCE[0]}")/debian.sh" install nodejs npm; fi
  local version
  version=$(node --version)
  if ((10#$(cut -d. -f1 <<< "${version#v}") < node_least)); then
    say "Node.js is $version here: its version $node_least or a later one is needed"
    return 1
  fi
}

install() {
  node_here
  local from=$1 into=$2
  # The lock is written into the folder last: it is there when all else is.
  if cmp -s "$from/package-lock.json" "$into/installed"; then return; fi
  mkdir -p "$into"
  rm -f "$into/installed"
  cp "$from/package.json" "$from/package-lock.json" "$into/"
  if ! npm ci --prefix "$into" --no-audit --no-fund --ignore-scripts --silent >&2; then
    say "npm has not all of $from/package-lock.json"
    return 1
  fi
  cp "$from/package-lock.json" "$into/installed"
}

case "${1:-} $#" in
  "install 3") install "$2" "$3" ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
