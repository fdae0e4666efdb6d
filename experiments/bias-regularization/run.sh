#!/bin/sh
# Writes the results beside it anew: the same bytes but for the seconds. From the root of the repository.
set -eu
here=experiments/bias-regularization
# The defaults of then.
settings='--optimizer momentum --learning-rate 0.02 --schedule constant --epochs 40'
for method in l2:1e-2 l1:1e-3 weight-decay:0.1; do
  name=${method%%:*}
  node bin/regbench.js compare digits breast-cancer diabetes --method "$method" --list bias=false,true $settings \
    --export-trials "$here/$name-trials.csv" --export-csv "$here/$name.csv" --force --no-color >"$here/$name.txt"
done
