"""Gases 7: M = m/n. What every numeric question comes to, from what a student sees."""

from chemistry import ATOMS, VAPOUR, Formulas, Orders, litres, molar_mass_of, moles

FORMULAS: Formulas = {
    "gases-7/molar-mass-dry": lambda v: v.m / moles(v.P, v.V, v.t),
    "gases-7/molar-mass-density": lambda v: v.d / moles(v.P, 1, v.t),
    "gases-7/cartridge-wet": lambda v: v.m / moles(v.P - VAPOUR[int(v.t)], v.V / 1000, v.t),
    "gases-7/density-of-gas": lambda v: molar_mass_of(v.gas) / litres(1, v.t, v.P),
    "gases-7/flask-on-balance": lambda v: (v.m2 - v.m1) / moles(v.P, v.V, v.t),
    "gases-7/p-bulb-in-ml": lambda v: v.m / moles(v.P, v.V / 1000, v.t),
    "gases-7/p-hot-density": lambda v: v.d * litres(1, v.t, v.P),
    "gases-7/p-mass-in-flask": lambda v: moles(v.P, v.V, v.t) * molar_mass_of(v.gas),
    "gases-7/p-camping-gas": lambda v: (v.a - v.b) / moles(v.P - VAPOUR[int(v.t)], v.V / 1000, v.t),
    "worksheet-gases-7/w7-1": lambda v: moles(v.P, v.V, v.t),
    "worksheet-gases-7/w7-2": lambda v: v.m / moles(v.P, v.V, v.t),
    "worksheet-gases-7/w7-3": lambda v: v.d * litres(1, v.t, v.P),
    "worksheet-gases-7/w7-4": lambda v: molar_mass_of(v.gas) / litres(1, v.t, v.P),
    "worksheet-gases-7/w7-5": lambda v: v.m / moles(v.P - VAPOUR[int(v.t)], v.V / 1000, v.t),
    "worksheet-gases-7/w7-8": lambda v: v.m / moles(v.P, v.V / 1000, v.t),
    "set-unit-strips/strips-with-numbers": lambda v: v.d * litres(1, v.T - 273, v.P),
    "set-too-high/drops": lambda v: ((v.m + v.w) / v.m - 1) * 100,
    "set-too-high/mend-it": lambda v: v.bad / (1 - VAPOUR[int(v.t)] / v.P),
}
ORDERS: Orders = {
    "gases-7/p-order-argon": lambda v: [
        ATOMS["Ar"] / litres(1, v.t1, v.P1),
        ATOMS["Ar"] / litres(1, v.t2, v.P2),
        ATOMS["Ar"] / litres(1, v.t3, v.P3),
    ],
}
