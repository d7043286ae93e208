"""The engine of open data: any file in, one immutable typed table out. It knows no Django and no web."""
