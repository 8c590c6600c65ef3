"""What comes next of a series of values, how sure that is, and what it means for a target.

`values` prepares a series, `season` finds what returns, `methods` has the candidates, `replay`
tries them on what is known, `forecast` chooses one, `outlook` holds its points against a target.
"""
