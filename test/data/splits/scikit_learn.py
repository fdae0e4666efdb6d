"""Writes how scikit-learn divides made-up rows, as JSON on standard output: the fixture test/fixtures/splits.json.

    python3 test/data/splits/scikit_learn.py > test/fixtures/splits.json

Needs numpy and scikit-learn (Debian: python3-sklearn).
"""
import json
import random
import warnings

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, TimeSeriesSplit

warnings.filterwarnings('ignore')


def grouped(seed, groups, folds, classes, largest, pure):
    """`pure`: the chance that all rows of a group are of one class, as with patients who are sick or well."""
    draw = random.Random(seed)
    labels, group = [], []
    for g in range(groups):
        own = draw.randrange(classes)
        is_pure = draw.random() < pure
        for _ in range(draw.randint(1, largest)):
            labels.append(own if is_pure or draw.random() < 0.4 else min(draw.randrange(classes), draw.randrange(classes)))
            group.append(g)
    y, z = np.array(labels), np.array(group)
    fold = np.full(len(y), -1)
    for k, (_, test) in enumerate(StratifiedGroupKFold(folds).split(np.zeros((len(y), 1)), y, z)):
        fold[test] = k
    return {'folds': folds, 'classes': classes, 'labels': labels, 'groups': group, 'expected': fold.tolist()}


def blocks(rows, folds, gap):
    splits = TimeSeriesSplit(folds, gap=gap).split(np.zeros((rows, 1)))
    return {'rows': rows, 'folds': folds, 'gap': gap,
            'expected': [[train.tolist(), test.tolist()] for train, test in splits]}


print(json.dumps({
    'groups': {
        'patients, all rows of a class': grouped(1, 20, 5, 2, 12, 1),
        'few large groups': grouped(2, 7, 3, 2, 40, 0.5),
        'mixed groups, three classes': grouped(3, 30, 5, 3, 9, 0.3),
        'ten classes': grouped(4, 60, 5, 10, 14, 0.2),
        'many small groups': grouped(5, 260, 10, 2, 3, 0.8),
        'as many groups as folds': grouped(6, 4, 4, 2, 9, 0.4),
        'unequal sizes': grouped(7, 24, 4, 3, 60, 0.7),
    },
    'time': [blocks(20, 4, 0), blocks(23, 4, 0), blocks(23, 5, 2), blocks(6, 5, 0), blocks(100, 3, 10)],
}, separators=(',', ':')).replace('},"', '},\n"'))
