#!/bin/sh
# The simulations that are not done yet, then the summary and its tables; from the root of the repository.
set -eu
tables=${1:?folder of the tables}
raw=${2:?folder of what is simulated}
here=experiments/calibration
node --import tsx $here/simulate.ts "$tables" "$raw"
node --import tsx $here/summarize.ts "$raw" > $here/summary.csv
node --import tsx $here/table.ts $here/summary.csv
