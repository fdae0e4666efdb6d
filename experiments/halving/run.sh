#!/bin/sh
# Writes the files beside it: grid.csv and grid.txt, halving.csv and halving.txt, and seeds.csv. From the root of the repository.
set -eu
here=experiments/halving
# The defaults of then.
settings='--optimizer momentum --learning-rate 0.02 --schedule constant --epochs 40'
tune() {
  node bin/regbench.js tune digits --method inverted-dropout+l2 --scan l2=1e-5..1e-1:9log --list keep=0.5,0.75,1 $settings \
    --quiet --no-color "$@"
}
for search in grid halving; do
  tune --search "$search" --export-csv "$here/$search.csv" >"$here/$search.txt"
done
echo 'seed,search,best,one_se,epochs_spent,epochs_of_all' >"$here/seeds.csv"
for seed in 0 1 2 3; do
  for search in grid halving; do
    tune --search "$search" --seed "$seed" --format json |
      node -e '
        const { seed, best, one_se, epochs_spent, epochs_of_all } = JSON.parse(require("node:fs").readFileSync(0, "utf8"))
        console.log([seed, process.argv[1], best, one_se, epochs_spent, epochs_of_all].join(","))' "$search" \
        >>"$here/seeds.csv"
  done
done
