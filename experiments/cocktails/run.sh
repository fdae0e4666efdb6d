#!/bin/sh
# The study: single methods and the cocktail, tuned in as many epochs, on thirteen tables, at two budgets. From the root of the repository,
# after npx tsx experiments/tables/fetch.ts; interrupted, it goes on where it was:
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

# run BUDGET METHOD...
run() {
  budget=$1
  shift
  trials="$folder/trials-$budget.csv"
  resume=
  [ -e "$trials" ] && resume=--resume
  # shellcheck disable=SC2046,SC2086
  node "$program" compare $(npx tsx $here/tables.ts --list "$folder/tables") --missing impute --no-yardstick \
    --folds 3 --repeats 2 --epochs 27 --inner-folds 3 --tune "$budget" --search halving --cocktail "$@" \
    --jobs 1 --export-trials "$trials" $resume --no-color >"$trials.txt"
}

run 9 --method none --method l2 --method max-norm --method inverted-dropout --method mixup --method adversarial \
  --method batch-norm --method snapshot-ensemble
run 27 --method none --method l2 --method max-norm --method inverted-dropout
npx tsx $here/summarize.ts "$folder" $here
