#!/usr/bin/env bash
# tests/browser/run.sh PROGRAM FOLDER : prints papers with PROGRAM into FOLDER and looks at them: pages through axe-core in
# headless Chromium, calendar files through ical.js, PDF through qpdf --check. Says what is skipped for want of a tool.
set -uo pipefail
program=$1 folder=$2
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(readlink -f "$here/../..")
mkdir -p "$folder" || exit 4
papers=() failed=0

paper() { # paper NAME ARGUMENTS... : one file; anything but a refusal (3) or success fails
    local name=$1
    shift
    "$program" "$@" --as-of 2026-11-30 --force --output "$folder/$name" 2>"$folder/$name.err"
    case $? in 0 | 3) papers+=("$folder/$name") ;; *) cat "$folder/$name.err" && failed=1 ;; esac
}

for example in morphine-er-270-va-slower oxycodone-ir-scored-slow hydrocodone-weekly refused-pregnant; do
    for reader in prescriber pharmacist patient; do
        paper "$example-$reader.html" taper "$root/docs/examples/$example.yaml" --for $reader --format html
        paper "$example-$reader.pdf" taper "$root/docs/examples/$example.yaml" --for $reader --format pdf
    done
    paper "$example-es.html" taper "$root/docs/examples/$example.yaml" --for patient --language es --large-print --format html
    paper "$example-es.pdf" taper "$root/docs/examples/$example.yaml" --for patient --language es --large-print --format pdf
done
paper events.ics taper "$root/docs/examples/morphine-er-270-va-slower.yaml" --format ics --ics-details

if command -v qpdf >/dev/null; then
    for one in "$folder"/*.pdf; do qpdf --check "$one" >"$folder/qpdf.log" 2>&1 || { cat "$folder/qpdf.log" && failed=1; }; done
else
    echo 'skipped: qpdf is not installed, so no PDF was checked by it'
fi

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    echo 'skipped: npm is not installed, so no page was checked in a browser'
elif [[ -z $browser ]]; then
    echo 'skipped: Chromium is not installed, so no page was checked in a browser'
else
    cp "$here"/package.json "$here"/package-lock.json "$here"/pages.mjs "$folder" || exit 4
    if (cd "$folder" && { [[ -d node_modules ]] || npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1; }); then
        mapfile -t pages < <(printf '%s\n' "${papers[@]}" | grep -E '\.(html|ics)$')
        (cd "$folder" && node pages.mjs "$browser" "${pages[@]}") || failed=1
    else
        echo 'skipped: npm could not fetch the pinned packages, so no page was checked in a browser'
    fi
fi
exit $failed
