#!/usr/bin/env bash
# A headless Chromium for tests, Debian's: nobody else's profile, nothing left behind.
#
#   eng/chromium.sh install   installs it where it is missing
#   eng/chromium.sh run       starts it with a profile in a temporary folder, prints the address of its DevTools as the only line of standard
#                             output, and ends it and removes the folder at the end of standard input: so it goes with whoever started it.
#
# It reaches this machine alone: what a page asks of other hosts is not found.
set -euo pipefail

say() { echo "chromium.sh: $*" >&2; }

install() {
  if command -v chromium > /dev/null; then return; fi
  "$(dirname "${BASH_SOURCE[0]}")/debian.sh" install chromium fonts-dejavu-core
  command -v chromium > /dev/null
}

finish() {
  if [[ -n "$browser" ]]; then
    kill -TERM "$browser" 2> /dev/null || true
    for _ in $(seq 50); do
      [[ -d "/proc/$browser" ]] || break
      sleep 0.1
    done
    kill -KILL "$browser" 2> /dev/null || true
    wait "$browser" 2> /dev/null || true
  fi
  rm -rf "$folder"
}

run() {
  command -v chromium > /dev/null || {
    say "Chromium is missing: eng/chromium.sh install"
    return 1
  }
  browser=
  folder=$(mktemp -d "${TMPDIR:-/tmp}/budgetmesh-chromium.XXXXXX")
  trap finish EXIT
  trap 'exit 0' INT TERM HUP
  local options=()
  # Its sandbox does not run as root; the pages are our own.
  if ((EUID == 0)); then options+=(--no-sandbox); fi
  HOME="$folder" chromium --headless --remote-debugging-address=127.0.0.1 --remote-debugging-port=0 --user-data-dir="$folder/profile" \
    --host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1' --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --disable-gpu --disable-dev-shm-usage --hide-scrollbars --window-size=1400,1000 "${options[@]}" about:blank \
    < /dev/null > "$folder/log" 2>&1 &
  browser=$!
  # Port and path, once it listens.
  local address="$folder/profile/DevToolsActivePort"
  for _ in $(seq 300); do
    if [[ -s "$address" ]]; then break; fi
    if [[ ! -d "/proc/$browser" ]]; then break; fi
    sleep 0.1
  done
  if [[ ! -s "$address" ]]; then
    say "Chromium does not start:"
    tail -n 20 "$folder/log" >&2
    return 1
  fi
  echo "ws://127.0.0.1:$(sed -n 1p "$address")$(sed -n 2p "$address")"
  cat > /dev/null
}

case "${1:-}" in
  install) install ;;
  run) run ;;
  *)
    sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
