from os import path, sep, walk

one(path, sep)

two()

three(walk)
