from os import path, walk

one(path)

two()

three(walk)
