"""Quantiles of Beta(a, a) by SciPy, at the probabilities (i + 1/2) / 4096: prints the fixture of symmetricBeta.test.ts."""
import json
from scipy.special import betaincinv

PLACES = [0, 1, 10, 100, 1000, 2000, 2047, 2048, 3000, 4095]
print(json.dumps({
    "places": PLACES,
    "quantiles": {str(a): [float(betaincinv(a, a, (i + 0.5) / 4096)) for i in PLACES]
                  for a in [0.05, 0.1, 0.2, 0.4, 1, 2, 5, 100]},
}, indent=2))
