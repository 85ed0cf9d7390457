from pkg.alpha import alpha


def total(given):
    net = compute(101)
    sum = compute(3)
