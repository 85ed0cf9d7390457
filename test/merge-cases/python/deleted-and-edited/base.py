from pkg.alpha import alpha


def total(given):
    net = compute(1)
    tax = compute(2)
    sum = compute(3)


def last(given):
    left = compute(7)
    right = compute(8)
