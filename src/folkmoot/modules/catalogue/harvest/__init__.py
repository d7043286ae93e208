"""Harvesting: datasets of other portals, brought here record by record, and how their absence is noticed.

``sources`` are laid down, ``kinds`` gather pages from them, ``mapping`` makes records of what came, ``running`` takes a
run's turns by a lease, ``bringing`` puts one record on the record, ``links`` looks whether addresses answer.
"""
