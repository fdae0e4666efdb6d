#!/bin/sh
# The study: single methods and the cocktail, tuned in as many epochs, on thirteen tables. From the root of the repository, after
# npx tsx experiments/tables/fetch.ts; interrupted, it goes on where it was:
#
#     sh experiments/cocktails/run.sh FOLDER
#
# FOLDER gets the tables and all that the runs write; the summaries go beside this script.
set -eu
folder=${1:?give a folder for tables and trials}
here=experiments/cocktails
program=${REGBENCH:-bin/regbench.js}
mkdir -p "$folder"
npx tsx $here/tables.ts "$folder/tables"

run() {
  trials="$folder/trials-$1.csv"
  shift
  resume=
  [ -e "$trials" ] && resume=--resume
  # shellcheck disable=SC2046,SC2086
  nice -n 19 node "$program" compare $(npx tsx $here/tables.ts --list "$folder/tables") --missing impute --no-yardstick \
    --folds 3 --repeats 1 --epochs 27 --inner-folds 3 --tune 9 --search halving --cocktail "$@" \
    --jobs 1 --export-trials "$trials" $resume --no-color >"$trials.txt"
}

run 1 --method none --method l2 --method max-norm --method inverted-dropout --method mixup
run 2 --method none --method batch-norm
npx tsx $here/summarize.ts "$folder" $here
