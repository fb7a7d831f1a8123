#!/usr/bin/env bash
# Pin every dependency with its hashes: the newest that pyproject.toml's ranges allow. No index address is written.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header "$@" >/dev/null
}

compile pyproject.toml --extra dev --upgrade --annotation-style line --output-file requirements/dev.lock
# The other two are parts of it.
compile pyproject.toml --no-annotate --constraints requirements/dev.lock --output-file requirements/run.lock
echo hatchling | compile - --no-annotate --constraints requirements/dev.lock --output-file requirements/build.lock
