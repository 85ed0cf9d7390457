from pkg.alpha import alpha
from pkg.beta import beta


def total(given):
    net = compute(1)
    tax = compute(2)
    sum = compute(3)
