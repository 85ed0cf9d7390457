from pkg.alpha import alpha


def total(given):
    net = compute(101)
    tax = compute(2)
    sum = compute(3)
