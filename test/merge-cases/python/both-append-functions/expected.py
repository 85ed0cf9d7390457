from pkg.alpha import alpha


def total(given):
    net = compute(1)
    tax = compute(2)
    sum = compute(3)


def refund(given):
    paid = compute(21)
    back = compute(22)


def invoice(given):
    number = compute(31)
    date = compute(32)
