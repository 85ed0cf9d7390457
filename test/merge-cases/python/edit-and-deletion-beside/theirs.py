from pkg.alpha import alpha


def total(given):
    net = compute(1)
    sum = compute(3)
