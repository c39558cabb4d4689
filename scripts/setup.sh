# Sourced by ./run, ./test and tidy.sh, after `root` is set to the project's folder. Everything here talks on standard
# error, never reads standard input, and does work only where some is to be done.
# shellcheck shell=bash

build_packages=(g++ cmake ninja-build libboost-dev libyaml-cpp-dev libfmt-dev libcli11-dev nlohmann-json3-dev
    pkg-config libcairo2-dev libpango1.0-dev libqpdf-dev fonts-dejavu-core gettext)
test_packages=(doctest-dev librapidcheck-dev libvalijson-dev clang-format clang-tidy poppler-utils)
bench_packages=(libbenchmark-dev)

say() { printf 'stepdown: %s\n' "$*" >&2; }

missing_packages() { # missing_packages PACKAGE... : those that are not installed
    local package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
    done
}

as_root() {
    if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

install_missing() { # install_missing PACKAGE... : from Debian; no network when nothing is missing
    local missing=() apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
    read -r -d '' -a missing <<<"$(missing_packages "$@")"
    ((${#missing[@]})) || return 0
    if ! command -v apt-get >/dev/null || { [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; }; then
        say "these Debian packages are missing, and installing them needs apt-get and root (or sudo): ${missing[*]}"
        return 1
    fi
    say "installing ${missing[*]}"
    logged "$root/build/logs/apt.log" as_root "${apt[@]}" update &&
        logged "$root/build/logs/apt.log" as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
}

under_lock() { # under_lock COMMAND... : one at a time in this project's build folder
    mkdir -p "$root/build" || return 1
    # COMMAND does not inherit the lock: a daemon that an installation starts must not keep it.
    (
        flock 9 || exit 1
        "$@" 9>&-
    ) 9>"$root/build/.lock"
}

logged() { # logged LOG COMMAND... : quiet while all is well; the log's end when it is not
    local log=$1
    shift
    mkdir -p "$(dirname "$log")" || return 1
    "$@" </dev/null >"$log" 2>&1 && return 0
    tail -n 60 "$log" >&2
    say "failed: $* (the whole log: $log)"
    return 1
}

configure() { # configure PRESET ARGUMENTS... : also when the project has been moved since
    local preset=$1 cache=$root/build/$1/CMakeCache.txt fresh=()
    shift
    if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then fresh=(--fresh); fi
    (cd "$root" && cmake "${fresh[@]}" --preset "$preset" "$@")
}
