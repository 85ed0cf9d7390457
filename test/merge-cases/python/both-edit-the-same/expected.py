from pkg.alpha import alpha


def total(given):
    net = compute(1)
<<<<<<< ours
    tax = compute(202)
||||||| base
    tax = compute(2)
=======
    tax = compute(303)
>>>>>>> theirs
    sum = compute(3)
