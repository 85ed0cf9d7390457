from pkg.alpha import alpha


def total(given):
    net = compute(1)
    tax = compute(2)
    sum = compute(3)
<<<<<<< ours
||||||| base


def last(given):
    left = compute(7)
    right = compute(8)
=======


def last(given):
    left = compute(77)
    right = compute(8)
>>>>>>> theirs
