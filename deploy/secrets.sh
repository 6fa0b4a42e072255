#!/usr/bin/env bash
# Makes what deploy/compose.yaml keeps secret, once: a password for PostgreSQL, and the same as servers read it (PGPASSFILE).
# What is there already stays: the database knows the first password only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Nobody else on this machine may enter the folder; in the containers, which see the files alone, users without rights read them.
mkdir -p secrets
chmod 700 secrets

if [[ ! -e secrets/postgres-password ]]; then
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > secrets/postgres-password
fi
printf 'postgres:5432:budgetmesh:budgetmesh:%s\n' "$(cat secrets/postgres-password)" > secrets/pgpass
chmod 444 secrets/postgres-password secrets/pgpass
