#!/usr/bin/env bash
# Make this checkout ready to run (prepare.sh run) or to be tested as well (prepare.sh dev).
# Everything done leaves a stamp in .venv, so that a second time takes a moment and no network.
set -euo pipefail
cd "$(dirname "$0")/.."

goal=${1:-}
[[ $goal == run || $goal == dev ]] || { echo "usage: $0 run|dev" >&2; exit 2; }
python=${PYTHON:-python3}
stamps=.venv/.prepared
vendor=resources/map/vendor/leaflet

have() { command -v "$1" >/dev/null; }
say() { echo "prepare: $*" >&2; }
sum() { cat -- "$@" | sha256sum | cut -d' ' -f1; }
# done_with NAME FILES…: was NAME done with these very files? mark NAME FILES…: now it is.
done_with() { [[ -f $stamps/$1 && $(<"$stamps/$1") == "$(sum "${@:2}")" ]]; }
mark() { mkdir -p "$stamps" && sum "${@:2}" >"$stamps/$1"; }

have_assets() { [[ -f $vendor/leaflet.js ]] && done_with assets resources/map/package-lock.json; }
have_venv() { .venv/bin/python -c 'import pip' 2>/dev/null; }
have_chinese_font() { have fc-list && [[ -n $(fc-list :lang=zh family) ]]; }
have_postgresql() { have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

# One Debian package a line, for everything that the system lacks.
missing_packages() {
    local library package known
    known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
    while read -r library package; do
        [[ $library == \#* || $known == *$'\t'"$library "* ]] || echo "$package"
    done <resources/machine/libraries.txt
    have_chinese_font || printf '%s\n' fontconfig fonts-noto-cjk
    have_venv || "$python" -c 'import ensurepip' 2>/dev/null || printf '%s\n' python3 python3-venv
    have_assets || have npm || echo npm
    [[ $goal != dev ]] || have_postgresql || echo postgresql-15
}

install_packages() {
    local packages
    mapfile -t packages < <(missing_packages | sort -u)
    ((${#packages[@]})) || return 0
    if ! have apt-get; then
        say "this system lacks what Debian calls: ${packages[*]}"
        exit 1
    elif ((EUID)); then
        say "the system lacks some packages; type this once, then try again:"
        say "sudo apt-get update && sudo apt-get install --no-install-recommends ${packages[*]}"
        exit 1
    fi
    say "installing ${packages[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends "${packages[@]}"
}

make_venv() {
    have_venv && return
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        say "Python 3.11 or newer is needed; $python is older. Name another: PYTHON=python3.12 make run"
        exit 1
    }
    "$python" -m venv --clear .venv
}

pip_install() { .venv/bin/python -m pip install --no-input --disable-pip-version-check "$@"; }

# install_locked NAME: what requirements/NAME.lock pins, each file checked against its hash.
install_locked() {
    local lock=requirements/$1.lock
    done_with "$1" "$lock" && return
    say "installing what $lock pins"
    pip_install --require-hashes -r "$lock"
    mark "$1" "$lock"
}

install_project() {
    done_with project pyproject.toml && return
    pip_install --quiet --no-deps --no-build-isolation -e .
    mark project pyproject.toml
}

fetch_assets() {
    have_assets && return
    say "fetching the map page's assets"
    local folder
    folder=$(mktemp -d)
    cp resources/map/package.json resources/map/package-lock.json "$folder"
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    rm -rf "$vendor" && mkdir -p "$vendor"
    (cd "$folder/node_modules/leaflet" && cp -r LICENSE dist/leaflet.js dist/leaflet.css dist/images "$OLDPWD/$vendor")
    rm -rf "$folder"
    mark assets resources/map/package-lock.json
}

compile_translations() {
    local source compiled
    for source in resources/translations/*.ts; do
        compiled=${source%.ts}.qm
        [[ ! -f $source || $compiled -nt $source ]] || .venv/bin/pyside6-lrelease -silent "$source" -qm "$compiled"
    done
}

install_packages
make_venv
case $goal in
    run)
        install_locked build
        install_locked run
        ;;
    dev)
        install_locked dev
        # It holds the other two.
        mark build requirements/build.lock
        mark run requirements/run.lock
        ;;
esac
install_project
fetch_assets
compile_translations
