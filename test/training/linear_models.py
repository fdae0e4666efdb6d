"""Writes what scikit-learn fits to bundled datasets, as JSON on standard output: the fixture test/fixtures/linear_models.json.

    python3 test/training/linear_models.py > test/fixtures/linear_models.json

Needs numpy and scikit-learn (Debian: python3-sklearn). Features, and the target of a regression, are standardised; the penalty
is (L/2) * sum w^2 beside the (weighted) mean loss, intercepts left out: C = 1 / (n L), alpha = n L.
"""
import csv
import json

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge


def read(name):
    with open(f'datasets/{name}.csv') as file:
        rows = list(csv.reader(file))[1:]
    features = np.array([row[:-1] for row in rows], dtype=float)
    return (features - features.mean(axis=0)) / features.std(axis=0), [row[-1] for row in rows]


def logistic(name, strength, balanced=False):
    x, y = read(name)
    classes = sorted(set(y))
    labels = np.array([classes.index(value) for value in y])
    counts = np.bincount(labels)
    weight = (len(y) / (len(classes) * counts))[labels] if balanced else np.ones(len(y))
    fit = LogisticRegression(C=1 / (len(y) * strength), tol=1e-12, max_iter=100000)
    fit.fit(x, labels, sample_weight=weight)
    losses = -fit.predict_log_proba(x)[np.arange(len(y)), labels]
    return {
        'dataset': name, 'strength': strength, 'balanced': balanced,
        'loss': float(np.average(losses, weights=weight)), 'squares': float((fit.coef_ ** 2).sum()),
        'score': float(fit.score(x, labels)),
    }


def ridge(name, strength):
    x, y = read(name)
    y = np.array(y, dtype=float)
    deviation = y.std()
    y = (y - y.mean()) / deviation
    fit = Ridge(alpha=len(y) * strength).fit(x, y)
    errors = fit.predict(x) - y
    return {
        'dataset': name, 'strength': strength, 'balanced': False,
        'loss': float((errors ** 2).mean() / 2), 'squares': float((fit.coef_ ** 2).sum()),
        'score': float(np.sqrt((errors ** 2).mean()) * deviation),
    }


print(json.dumps([
    logistic('iris', 0.01), logistic('iris', 0.1), logistic('wine', 0.01, balanced=True),
    ridge('diabetes', 0.01), ridge('diabetes', 0.1),
], indent=1))
