from pkg.alpha import alpha


# Adds up.
def total(given):
    net = compute(1)
    tax = compute(2)
    sum = compute(3)
