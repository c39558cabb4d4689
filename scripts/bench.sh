#!/usr/bin/env bash
# Builds the benchmarks (Release) and runs them: scripts/bench.sh [--benchmark_filter=texts ...]. See docs/benchmarks.md.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/setup.sh
. "$root/scripts/setup.sh"
install_missing "${build_packages[@]}" "${bench_packages[@]}"
configure bench >&2
cmake --build "$root/build/bench" --target stepdown_bench >&2
exec "$root/build/bench/tests/bench/stepdown_bench" "$@"
