#!/usr/bin/env bash
# Does the wheel run by itself? check_wheel.sh WHEEL TOUR… installs it alone into a new environment that sees
# the dependencies of .venv but not this checkout, with no Node on the PATH, makes a centre, and runs
# doctor and the tour.
set -euo pipefail
cd "$(dirname "$0")/.."

wheel=$(realpath "$1")
tour=("${@:2}")
dependencies=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

# No pip in it: .venv's writes into it, so that nothing but the wheel is there.
.venv/bin/python -m venv --without-pip "$place/venv"
.venv/bin/python -m pip --python "$place/venv/bin/python" install --quiet --no-deps --no-index "$wheel"
# A line in a .pth file adds a folder but reads no .pth file in it: the checkout that .venv points to stays unseen.
echo "$dependencies" >"$("$place/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/dependencies.pth"

# Everything of the system but Node.
mkdir "$place/programs"
find /bin/ /usr/bin/ -maxdepth 1 ! -type d -exec ln -sft "$place/programs" {} +
rm -f "$place/programs"/{node,nodejs,npm,npx,corepack}

cd "$place"
export HOME=$place/home PATH=$place/venv/bin:$place/programs
mkdir "$HOME"
unset PYTHONPATH VIRTUAL_ENV XDG_DATA_HOME

python - "$place" <<'PYTHON'
import sys
from pathlib import Path

import commandcenter

assert Path(commandcenter.__file__).is_relative_to(sys.argv[1]), commandcenter.__file__
PYTHON
commandcenter doctor
commandcenter init
# Nobody is there to type a password.
(umask 077 && echo "three wheels on a quiet road" >"$place/password")
export COMMANDCENTER_PASSWORD_FILE=$place/password COMMANDCENTER_NEW_PASSWORD_FILE=$place/password
commandcenter account add dispatcher --post dispatcher
commandcenter "${tour[@]}" "$place/pictures" --as dispatcher
pictures=$(find "$place/pictures" -name '*.png' -size +1k | wc -l)
((pictures)) || { echo "the installed program made no picture" >&2; exit 1; }
echo "the wheel runs by itself and made $pictures pictures"
