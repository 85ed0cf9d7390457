@app.get("/a")
def a():
    return 1


@app.get("/b")
def b():
    return 2


@app.get("/c")
def c():
    return 3
