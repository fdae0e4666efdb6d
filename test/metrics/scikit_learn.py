"""Writes what scikit-learn says of made-up predictions, as JSON on standard output: the fixture test/fixtures/metrics.json.

    python3 test/metrics/scikit_learn.py > test/fixtures/metrics.json

Needs numpy and scikit-learn (Debian: python3-sklearn). Probabilities are multiples of 1/20, so that many are tied.
"""
import json
import random
import warnings

import numpy as np
from sklearn import metrics as m

warnings.filterwarnings('ignore')


def classification(seed, rows, classes, held=None, weighted=False, positive=None, ties=20):
    """`held`: the classes that the rows hold; the others are absent."""
    draw = random.Random(seed)
    held = list(range(classes)) if held is None else held
    labels = [draw.choice(held) for _ in range(rows)]
    probabilities = []
    for label in labels:
        cuts = [0] * classes
        for _ in range(ties):
            cuts[label if draw.random() < 0.35 else draw.randrange(classes)] += 1
        probabilities.append([cut / ties for cut in cuts])
    weights = [draw.choice([0, 0.5, 1, 2, 3.25]) for _ in range(rows)] if weighted else None
    y, p, w = np.array(labels), np.array(probabilities), None if weights is None else np.array(weights)
    guess = p.argmax(axis=1)
    weight = np.ones(rows) if w is None else w
    present = [c for c in range(classes) if weight[y == c].sum() > 0]
    several = len(present) > 1

    def one_vs_rest(of, c):
        return of((y == c).astype(int), p[:, c], sample_weight=w)

    def macro(of):
        return float(np.mean([one_vs_rest(of, c) for c in present]))

    def auc():
        if positive is not None:
            return one_vs_rest(m.roc_auc_score, positive) if several else None
        if not several:
            return None
        if classes == 2:
            return m.roc_auc_score(y, p[:, 1], sample_weight=w)
        if len(present) == classes and w is None:
            ours = m.roc_auc_score(y, p, multi_class='ovr', average='macro')
            assert abs(ours - macro(m.roc_auc_score)) < 1e-12
        return macro(m.roc_auc_score)

    def f1():
        if positive is None:
            return m.f1_score(y, guess, labels=present, average='macro', sample_weight=w)
        if positive not in present:
            return None
        return m.f1_score(y, guess, labels=[positive], average='macro', sample_weight=w)

    def average_precision():
        if positive is None:
            return macro(m.average_precision_score)
        return one_vs_rest(m.average_precision_score, positive) if positive in present else None

    def ece():
        # Guo et al. (2017): bins (low, high] of the confidence. No part of scikit-learn.
        confidence, right, total = p.max(axis=1), guess == y, 0.0
        for b in range(15):
            here = (confidence > b / 15) & (confidence <= (b + 1) / 15)
            if weight[here].sum() > 0:
                gap = np.average(right[here], weights=weight[here]) - np.average(confidence[here], weights=weight[here])
                total += weight[here].sum() * abs(gap)
        return total / weight.sum()

    def brier():
        if classes == 2:
            return m.brier_score_loss(y, p[:, 1], sample_weight=w, pos_label=1) if several else \
                float(np.average((p[:, 1] - y) ** 2, weights=weight))
        return float(np.average(((p - np.eye(classes)[y]) ** 2).sum(axis=1), weights=weight))

    kappa = m.cohen_kappa_score(y, guess, sample_weight=w)
    expected = {
        'accuracy': m.accuracy_score(y, guess, sample_weight=w),
        'balanced-accuracy': m.balanced_accuracy_score(y, guess, sample_weight=w),
        'f1': f1(),
        'auc': auc(),
        'average-precision': average_precision(),
        'log-loss': m.log_loss(y, p, labels=list(range(classes)), sample_weight=w),
        'brier': brier(),
        'ece': ece(),
        'kappa': None if np.isnan(kappa) else kappa,
        'mcc': m.matthews_corrcoef(y, guess, sample_weight=w) if several else None,
    }
    return {
        'record': {
            'task': 'classification', 'classes': classes, 'labels': labels, 'predicted': [int(g) for g in guess],
            'probabilities': [v for row in probabilities for v in row],
            **({} if weights is None else {'weights': weights}),
            **({} if positive is None else {'positive': positive}),
        },
        'absent': classes - len(present),
        'expected': {name: None if value is None else float(value) for name, value in expected.items()},
    }


def regression(seed, rows, weighted=False, constant=False):
    draw = random.Random(seed)
    targets = [7.5 if constant else round(draw.gauss(100, 15), 1) for _ in range(rows)]
    values = [round(t + draw.gauss(1, 6), draw.choice([0, 3])) for t in targets]
    weights = [draw.choice([0, 0.3, 1, 2.1, 3.25]) for _ in range(rows)] if weighted else None
    y, v, w = np.array(targets), np.array(values), None if weights is None else np.array(weights)
    rest = None if constant else 1 - m.r2_score(y, v, sample_weight=w)
    expected = {
        'rmse': m.mean_squared_error(y, v, sample_weight=w) ** 0.5,
        'mae': m.mean_absolute_error(y, v, sample_weight=w),
        'r2': None if constant else 1 - rest,
        'median-ae': m.median_absolute_error(y, v, sample_weight=w),
        'relative-rmse': None if constant else rest ** 0.5,
    }
    return {
        'record': {
            'task': 'regression', 'targets': targets, 'values': values,
            **({} if weights is None else {'weights': weights}),
        },
        'absent': 0,
        'expected': {name: None if value is None else float(value) for name, value in expected.items()},
    }


cases = {
    'two classes': classification(1, 83, 2),
    'two classes, the positive one the first': classification(2, 60, 2, positive=0),
    'two classes, weighted': classification(3, 71, 2, weighted=True),
    'two classes, few distinct probabilities': classification(4, 64, 2, ties=3),
    'two classes, rows of one': classification(5, 12, 2, held=[1]),
    'two classes, rows of one that is not the positive one': classification(6, 12, 2, held=[0], positive=1),
    'four classes': classification(7, 120, 4),
    'four classes, weighted': classification(8, 97, 4, weighted=True),
    'four classes, one of them positive': classification(9, 90, 4, positive=2, weighted=True),
    'five classes, two of them absent': classification(10, 75, 5, held=[0, 2, 3]),
    'three classes, rows of one': classification(11, 9, 3, held=[2]),
    'values': regression(12, 57),
    'values, an even number': regression(13, 40),
    'values, weighted': regression(14, 61, weighted=True),
    'values, constant targets': regression(15, 14, constant=True),
}
print(json.dumps(cases, separators=(',', ':')).replace('},"', '},\n"'))
