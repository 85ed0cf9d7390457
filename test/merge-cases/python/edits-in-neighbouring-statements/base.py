from pkg.alpha import alpha


def total(given):
    net = compute(1)
    tax = compute(2)
    sum = compute(3)
