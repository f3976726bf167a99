"""Gases 4: PV = nRT. What every numeric question comes to, from what a student sees."""

from chemistry import ATM, Formulas, Orders, R, kelvin, litres, mass, molar_mass_of, moles

FORMULAS: Formulas = {
    "gases-4/g4-find-n": lambda v: moles(v.P, v.V / 1000, v.t),
    "gases-4/g4-find-p": lambda v: v.n * R * kelvin(v.t) / v.V,
    "gases-4/g4-find-v": lambda v: litres(v.n, v.t, v.P),
    "gases-4/g4-find-t": lambda v: v.P * v.V / (v.n * R),
    "gases-4/g4-find-mass": lambda v: moles(v.P, v.V, v.t) * molar_mass_of(v.gas),
    "gases-4/g4-from-mass": lambda v: v.m / molar_mass_of(v.gas) * R * kelvin(v.t) / v.V,
    "gases-4/g4-p-bottle": lambda v: v.n * R * kelvin(v.t) / v.V,
    "gases-4/g4-p-dry-ice": lambda v: litres(v.m / mass("CO2"), v.t, v.P),
    "gases-4/g4-p-atm-flask": lambda v: moles(v.P * ATM, v.V, v.t),
    "gases-4/g4-p-cold-bottle": lambda v: v.P * v.V / R / (v.m / mass("O2")),
    "worksheet-gases-4/w4-2": lambda v: v.n * R * v.T / v.V,
    "worksheet-gases-4/w4-3": lambda v: litres(v.n, v.t, v.P),
    "worksheet-gases-4/w4-5": lambda v: moles(v.P, v.V / 1000, v.t),
    "worksheet-gases-4/w4-6": lambda v: moles(v.P, v.V, v.t) * mass("He"),
    "worksheet-gases-4/w4-7": lambda v: v.P * v.V / R / (v.m / mass("N2")),
    "set-units-of-r/in-atm": lambda v: litres(v.n, v.t, v.P * ATM),
    "set-units-of-r/measure-r": lambda v: v.P * v.V / v.n / kelvin(v.t),
    "set-find-error-4/bens-flask": lambda v: moles(v.P, v.V / 1000, v.t),
    "set-find-error-4/dias-balloon": lambda v: litres(v.n, v.t, v.P),
}
ORDERS: Orders = {
    "gases-4/g4-p-order-moles": lambda v: [
        moles(v.P1, v.V, v.t1),
        moles(v.P2, v.V, v.t2),
        moles(v.P3, v.V, v.t3),
    ],
}
