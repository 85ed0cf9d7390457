from os import path

one(path)

two()

three()
