from pkg.alpha import alpha


def total(given):
    net = compute(1)
    tax = compute(202)
    fee = compute(9)
    sum = compute(3)
