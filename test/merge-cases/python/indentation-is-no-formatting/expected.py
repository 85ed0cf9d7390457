if a:
    b()
    c()
<<<<<<< ours
||||||| base
c()
=======
d()
>>>>>>> theirs
