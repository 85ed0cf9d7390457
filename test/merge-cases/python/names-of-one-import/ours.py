from os import path, sep

one(path, sep)

two()

three()
