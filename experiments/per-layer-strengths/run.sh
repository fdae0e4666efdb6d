#!/bin/sh
# Writes the results beside it anew: the same bytes but for the seconds. From the root of the repository.
set -eu
here=experiments/per-layer-strengths
# The defaults of then.
settings='--optimizer momentum --learning-rate 0.02 --schedule constant --epochs 40'
compare() {
  name=$1
  shift
  node bin/regbench.js compare digits breast-cancer diabetes $settings "$@" \
    --export-trials "$here/$name-trials.csv" --export-csv "$here/$name.csv" --force --no-color >"$here/$name.txt"
}
compare l2 --method l2:3e-3 --method l2:1e-3/3e-3/1e-2 --method l2:1e-2/3e-3/1e-3
compare dropout --method inverted-dropout:keep=0.7 --method inverted-dropout:keep=0.9/0.5 \
  --method inverted-dropout:keep=0.5/0.9
