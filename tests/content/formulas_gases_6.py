"""Gases 6: stoichiometry. What every numeric question comes to, from what a student sees."""

from chemistry import VAPOUR, Formulas, litres, mass, moles

FORMULAS: Formulas = {
    "gases-6/mg-to-hydrogen-wet": lambda v: 1000 * litres(v.m / mass("Mg"), v.t, v.P - VAPOUR[int(v.t)]),
    "gases-6/zinc-from-hydrogen": lambda v: moles(v.P, v.V, v.t) * mass("Zn"),
    "gases-6/peroxide-to-oxygen": lambda v: litres(v.m / mass("H2O2") * 1 / 2, v.t, v.P),
    "gases-6/chlorate-to-oxygen": lambda v: litres(v.m / mass("KClO3") * 3 / 2, v.t, v.P),
    "gases-6/tube-levels": lambda v: v.P - 0.98 * v.h / 10 - VAPOUR[int(v.t)],
    "gases-6/p-moles-across": lambda v: v.n * 1 / 2,
    "gases-6/p-room-of-one-mole": lambda v: litres(1, v.t, v.P),
    "gases-6/p-chalk-to-gas": lambda v: litres(v.m / mass("CaCO3"), v.t, v.P),
    "gases-6/p-wet-hydrogen-to-grams": lambda v: moles(v.P - VAPOUR[int(v.t)], v.V / 1000, v.t) * mass("Mg"),
    "worksheet-gases-6/w6-1": lambda v: v.n / 2 * 3,
    "worksheet-gases-6/w6-2": lambda v: litres(v.n, v.t, v.P),
    "worksheet-gases-6/w6-4": lambda v: litres(v.m / mass("CaCO3"), v.t, v.P),
    "worksheet-gases-6/w6-5": lambda v: 1000 * litres(v.m / mass("Mg"), v.t, v.P - VAPOUR[int(v.t)]),
    "worksheet-gases-6/w6-6": lambda v: 2 * moles(v.P, v.V, v.t) * mass("H2O2"),
    "worksheet-gases-6/w6-8": lambda v: 100 * moles(v.P, v.V, v.t) * mass("CaCO3") / v.s,
    "set-mole-bridge/ratio-card": lambda v: v.n / 3 * 2,
    "set-mole-bridge/whole-bridge": lambda v: litres(v.m / mass("H2O2") * 1 / 2, v.t, v.P),
    "set-find-error-6/bos-zinc": lambda v: litres(v.m / mass("Zn"), v.t, v.P),
    "set-find-error-6/deans-tube": lambda v: 1000 * litres(v.m / mass("Mg"), v.t, v.P - VAPOUR[int(v.t)]),
}
