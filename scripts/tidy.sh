#!/usr/bin/env bash
# Runs clang-tidy over every source file of the program that the release preset has compiled (build it first); the
# tests' own files would take as long again. A file that passed is not looked at again until it, a header of ours that
# it includes, or the configuration changes.
set -uo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
# shellcheck source=scripts/setup.sh
source "$root/scripts/setup.sh"
build=$root/build/release
stamps=$root/build/tidy

# One line for each source file: its name, and what a verdict on it depends on. Ninja knows which headers each object
# was made from, its source first.
sources_with_contents() {
    {
        (cd "$root" && find conversions protocols planner cli -name '*.[ch]pp' -exec sha256sum {} +)
        ninja -C "$build" -t deps
    } | awk -v root="$root/" '
        function tell() { if (source != "") print source, contents; source = contents = "" }
        NF == 2 && length($1) == 64 { hash[$2] = $1; next }
        /^[^ ]/ { tell(); first = 1; next }
        NF == 1 {
            name = index($1, root) == 1 ? substr($1, length(root) + 1) : ""
            if (first && name in hash) source = name
            first = 0
            if (source != "" && name in hash) contents = contents hash[name]
        }
        END { tell() }' | sort -u
}

check() { # check SOURCE STAMP : silent when all is well
    local findings
    # GCC options that clang does not know are no fault of the source. The analyzer gives up on a function after so many
    # states: an eighth of its usual number finds the same here in half the time.
    if findings=$(clang-tidy --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option --extra-arg=-Xclang \
        --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=max-nodes=30000 "$root/$1" 2>&1); then
        touch "$2"
    else
        printf '%s\n' "$findings" | grep -vE '^[0-9]+ warnings? (generated|treated)|^Suppressed|^Use -header-filter'
        return 1
    fi
}
export -f check
export build root

mkdir -p "$stamps"
rules=$(clang-tidy --version | cat - "$root/.clang-tidy" | sha256sum)
total=0 waiting=()
while read -r source contents; do
    [[ -n $source ]] || continue
    stamp=$stamps/$(printf '%s' "$rules$source$contents" | sha256sum | cut -c1-40)
    total=$((total + 1))
    [[ -f $stamp ]] || waiting+=("$source" "$stamp")
done <<<"$(sources_with_contents)"

if ((total == 0)); then
    say "clang-tidy: $build knows no source file; build it first"
    exit 1
fi
echo "clang-tidy: $((${#waiting[@]} / 2)) of $total source files to check"
((${#waiting[@]} == 0)) || printf '%s\0' "${waiting[@]}" | xargs -0 -n 2 -P "$(nproc)" bash -c 'check "$@"' check
