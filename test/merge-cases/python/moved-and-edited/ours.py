from pkg.alpha import alpha


def last(given):
    left = compute(7)
    right = compute(8)


def total(given):
    net = compute(1)
    tax = compute(2)
    sum = compute(3)
