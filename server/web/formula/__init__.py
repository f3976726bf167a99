"""Formulas: LaTeX read into MathML, MathML of others made safe, and either put into words or drawn."""
