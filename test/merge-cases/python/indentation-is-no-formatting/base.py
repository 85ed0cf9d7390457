if a:
    b()
c()
