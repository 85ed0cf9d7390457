@app.get("/a")
def a():
    return 1
