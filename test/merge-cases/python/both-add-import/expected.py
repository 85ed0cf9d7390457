from pkg.alpha import alpha
from pkg.beta import beta
from pkg.gamma import gamma


def total(given):
    net = compute(1)
    tax = compute(2)
    sum = compute(3)
