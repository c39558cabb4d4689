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
# A change of opioid (the case of docs/rotate.md), a changed plan, a second check: each for each reader.
awk '/^```yaml/ { inside = 1; next } /^```/ { if (inside) exit } inside' "$root/docs/rotate.md" >"$folder/rotate.yaml"
"$program" taper "$root/docs/examples/morphine-er-270-va-slower.yaml" --as-of 2026-11-30 --format json >"$folder/plan.json"
for format in html pdf; do
    for reader in prescriber pharmacist patient; do
        paper "rotate-$reader.$format" rotate "$folder/rotate.yaml" --for $reader --format $format
        paper "replan-$reader.$format" replan "$folder/plan.json" --on 2026-12-10 --hold 14 --reason 'poor sleep' --by 'Dr. B' \
            --for $reader --format $format
    done
    paper "rotate-large.$format" rotate "$folder/rotate.yaml" --for patient --large-print --format $format
    paper "convert.$format" convert 'morphine ER 60 mg q12h' --to 'oxycodone ER' --for pharmacist --format $format
done
paper events.ics taper "$root/docs/examples/morphine-er-270-va-slower.yaml" --format ics --ics-details

if command -v qpdf >/dev/null; then
    for one in "$folder"/*.pdf; do qpdf --check "$one" >"$folder/qpdf.log" 2>&1 || { cat "$folder/qpdf.log" && failed=1; }; done
else
    echo 'skipped: qpdf is not installed, so no PDF was checked by it'
fi

# Large print: nothing between the draft band and the foot of a page is smaller than 18 points.
if command -v pdftotext >/dev/null; then
    for one in "$folder"/*-es.pdf "$folder"/rotate-large.pdf; do
        grep -q 'refused' <<<"$one" && continue
        # A line of DejaVu Sans is 1.164 times as high as its type; 0.5 is for rounding.
        pdftotext -bbox "$one" - | awk -v name="$one" -F'"' '
            /<word/ && $4 > 84 && $8 < 742 && $8 - $4 < 18 * 1.164 - 0.5 { small[$9]; ++count }
            END { if (count) { print name ": " count " words smaller than 18 points"; exit 1 } }' || failed=1
    done
else
    echo 'skipped: pdftotext is not installed, so the type of large print was not measured'
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
