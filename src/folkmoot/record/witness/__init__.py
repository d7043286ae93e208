"""A witness of public logs (C2SP tlog-witness): for a newsroom, a university or another town to run.

It keeps the newest checkpoint of each log that it knows and signs a newer one only when that is a continuation. It
needs no installation of Folkmoot: no Django and no settings, one key file and one SQLite file in a directory.
"""
