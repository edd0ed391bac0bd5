"""A sample city: units, people, trainings and feedback, the same for the same seed. All people are synthetic.

Nothing here can reach a real person: e-mail addresses end in `.example` (RFC 2606), mobile numbers start with the
unassigned prefix 0810, and a NIK names a district that does not exist (337390).
"""

from datetime import date

SEED = 3373
"""The seed of the demo; 3373 is Salatiga's code."""
AS_OF = date(2026, 11, 24)
"""The day the sample city stands at; fixed, so that a seed gives the same city whenever it is loaded."""
