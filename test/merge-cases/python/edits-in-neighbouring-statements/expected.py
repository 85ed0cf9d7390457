from pkg.alpha import alpha


def total(given):
    net = compute(101)
    tax = compute(202)
    sum = compute(3)
