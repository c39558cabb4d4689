#!/usr/bin/env bash
# tests/browser/images.sh PROGRAM FOLDER [--update] : do pages still look as they did? Prints papers with PROGRAM into
# FOLDER, PDF as it is and HTML as Chromium prints it, renders them with pdftoppm, and compares each page with its
# reference in tests/browser/images: a picture of 51 by 66 cells in ten shades, as text, so that a diff can be looked at.
# A page may differ a little (other versions of a font, an id); a line that moved, a table that broke elsewhere or a page
# more may not. --update writes the references anew: look at the pages in FOLDER first. Says what is skipped.
set -uo pipefail
program=$1 folder=$2 update=${3:-}
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(readlink -f "$here/../..")
references=$here/images
readonly dpi=36 cell=6 pages_kept=8
readonly far=2 share=2 # a cell is another one from so many shades on; a page from so many percent of its cells on
failed=0

for tool in pdftoppm od awk; do
    command -v $tool >/dev/null || { echo "skipped: $tool is not installed, so no page was compared" && exit 0; }
done
if ! fc-list 2>/dev/null | grep -q 'DejaVuSans\.ttf'; then
    echo 'skipped: the font DejaVu Sans is not installed, so no page was compared'
    exit 0
fi
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
[[ -n $browser ]] || echo 'skipped: Chromium is not installed, so no HTML was compared'
mkdir -p "$folder" "$references" || exit 4

paper() { # paper NAME ARGUMENTS... : one file; anything but a refusal (3) or success fails
    local name=$1
    shift
    "$program" "$@" --as-of 2026-11-30 --force --output "$folder/$name" 2>"$folder/$name.err"
    case $? in 0 | 3) ;; *) cat "$folder/$name.err" && failed=1 ;; esac
}

printed() { # printed NAME : the page as a browser prints it
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --no-pdf-header-footer --user-data-dir="$folder/profile" \
        --print-to-pdf="$folder/$1.pdf" "file://$folder/$1" >"$folder/$1.log" 2>&1 ||
        { echo "Chromium could not print $1" && tail -n 3 "$folder/$1.log" && failed=1; }
}

picture() { # picture PDF : its first pages in shades from " " (white) to "9" (black)
    local page
    rm -f "$1".*.pgm
    pdftoppm -r $dpi -gray -l $pages_kept "$1" "$1." || return 1
    for page in "$1".*.pgm; do
        read -r width height < <(sed -n 2p "$page")
        echo "page $((10#$(sed 's/.*-//; s/\.pgm//' <<<"$page")))"
        tail -c $((width * height)) "$page" | od -An -v -tu1 -w"$width" | awk -v cell=$cell '
            { for (x = 1; x <= NF; ++x) sum[int((x - 1) / cell)] += 255 - $x }
            NR % cell == 0 {
                line = ""
                for (x = 0; x < int(NF / cell); ++x) {
                    # Text is thin: a cell of text is hardly darker than a third.
                    shade = int(sum[x] / (cell * cell) / 255 * 20 + 0.5)
                    line = line (shade == 0 ? "." : shade > 9 ? 9 : shade)
                    sum[x] = 0
                }
                print line
            }'
    done
}

compare() { # compare NEW REFERENCE : says each page that looks different
    awk -v far=$far -v share=$share '
        FNR == NR { if (/^page/) page = $2; else was[page, ++rows[page]] = $0; if (page > pages) pages = page; next }
        /^page/ { here = $2; row = 0; if (here > last) last = here; next }
        {
            old = was[here, ++row]
            for (x = 1; x <= length($0); ++x) {
                ++cells[here]
                a = substr($0, x, 1) + 0; b = substr(old, x, 1) + 0
                if (a - b >= far || b - a >= far) ++other[here]
            }
        }
        END {
            if (last != pages) print "has " last " pages, not " pages
            for (one = 1; one <= last && one <= pages; ++one)
                if (other[one] * 100 > share * cells[one])
                    printf "page %d: %.1f %% of it look different\n", one, other[one] * 100 / cells[one]
        }' "$2" "$1"
}

names=()
look() { # look NAME PDF
    picture "$2" >"$folder/$1.txt" || { echo "pdftoppm could not render $1" && failed=1 && return; }
    names+=("$1")
    if [[ $update == --update ]]; then
        cp "$folder/$1.txt" "$references/$1.txt"
    elif [[ ! -f $references/$1.txt ]]; then
        echo "$1: no reference; look at $2, then run this with --update" && failed=1
    else
        local differences
        differences=$(compare "$folder/$1.txt" "$references/$1.txt")
        [[ -z $differences ]] || { sed "s|^|$1: |" <<<"$differences" && echo "    look at $2" && failed=1; }
    fi
}

examples=$root/docs/examples
morphine=(taper "$examples/morphine-er-270-va-slower.yaml")
# The case of docs/rotate.md.
awk '/^```yaml/ { inside = 1; next } /^```/ { if (inside) exit } inside' "$root/docs/rotate.md" >"$folder/rotate.yaml"
while read -r name rest; do
    read -ra arguments <<<"$rest"
    paper "$name.pdf" "${arguments[@]}" --format pdf
    look "$name" "$folder/$name.pdf"
done <<END
prescriber ${morphine[*]}
pharmacist ${morphine[*]} --for pharmacist
patient ${morphine[*]} --for patient
patient-large ${morphine[*]} --for patient --large-print
patient-es ${morphine[*]} --for patient --language es
rotation rotate $folder/rotate.yaml
rotation-patient rotate $folder/rotate.yaml --for patient
refused taper $examples/refused-pregnant.yaml
END
if [[ -n $browser ]]; then
    for reader in prescriber patient; do
        paper "page-$reader.html" "${morphine[@]}" --for $reader --format html
        printed "page-$reader.html" && look "page-$reader" "$folder/page-$reader.html.pdf"
    done
fi

# A comparison that cannot fail proves nothing: two papers that differ must be found to.
if [[ -z $(compare "$folder/patient.txt" "$folder/patient-es.txt") ]]; then
    echo 'the comparison sees no difference between two papers' && failed=1
fi
((failed)) || echo "${#names[@]} papers look as they did"
exit $failed
