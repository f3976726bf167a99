"""Gases 5: Dalton, and Graham's numbers. What every numeric question comes to, from what a student sees."""

from math import sqrt

from chemistry import VAPOUR, Formulas, Orders, mass, molar_mass_of

FORMULAS: Formulas = {
    "gases-5/g5-partial-pressure": lambda v: v.P * v.na / (v.na + v.nb),
    "gases-5/g5-missing-pressure": lambda v: v.P - (v.p1 + v.p2),
    "gases-5/g5-mixture-share": lambda v: v.P * v.x,
    "gases-5/g5-dry-pressure": lambda v: v.P - VAPOUR[int(v.t)],
    "gases-5/g5-two-bulbs": lambda v: (v.Pa * v.Va + v.Pb * v.Vb) / (v.Va + v.Vb),
    "gases-5/g5-graham-ratio": lambda v: sqrt(molar_mass_of(v.heavy) / molar_mass_of(v.light)),
    "gases-5/g5-graham-molar-mass": lambda v: molar_mass_of(v.gas) / v.r / v.r,
    "gases-5/g5-graham-time": lambda v: v.s * sqrt(molar_mass_of(v.gas) / mass("He")),
    "gases-5/g5-p-three-gases": lambda v: v.nb / (v.na + v.nb + v.nc) * v.P,
    "gases-5/g5-p-total-from-part": lambda v: v.p / v.x,
    "gases-5/g5-p-dry": lambda v: v.P - VAPOUR[int(v.t)],
    "gases-5/g5-p-picture-three": lambda v: v.P * 2 / (5 + 3 + 2),
    "gases-5/g5-p-graham-slow": lambda v: v.v * sqrt(molar_mass_of(v.light) / molar_mass_of(v.heavy)),
    "worksheet-gases-5/w5-1": lambda v: v.a + v.b + v.c,
    "worksheet-gases-5/w5-2": lambda v: v.P * v.nb / (v.na + v.nb),
    "worksheet-gases-5/w5-3": lambda v: v.P - VAPOUR[int(v.t)],
    "worksheet-gases-5/w5-5": lambda v: (v.Pa * v.Va + v.Pb * v.Vb) / (v.Va + v.Vb),
    "worksheet-gases-5/w5-8": lambda v: molar_mass_of(v.gas) / v.r / v.r,
    "set-share-pressure/count-total": lambda v: v.p / (5 / (5 + 3 + 2)),
    "set-share-pressure/after-pumping": lambda v: v.P / 4 * (4 + 8),
    "set-find-error-5/oles-tube": lambda v: v.P - VAPOUR[int(v.t)],
}
ORDERS: Orders = {
    "set-share-pressure/order-partial": lambda v: [v.a, v.b, v.c],
}
