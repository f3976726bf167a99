"""Gases 3: P₁V₁/T₁ = P₂V₂/T₂. What every numeric question comes to, from what a student sees."""

from chemistry import ATM, Formulas, Orders, kelvin

FORMULAS: Formulas = {
    "gases-3/g3-find-v2": lambda v: v.V1 * v.P1 / v.P2 * kelvin(v.t2) / kelvin(v.t1),
    "gases-3/g3-find-p2": lambda v: v.P1 * v.V1 / v.V2 * kelvin(v.t2) / kelvin(v.t1),
    "gases-3/g3-find-t2": lambda v: kelvin(v.t1) * (v.P2 * v.V2) / (v.P1 * v.V1),
    "gases-3/g3-find-v1": lambda v: v.V2 * v.P2 / v.P1 * kelvin(v.t1) / kelvin(v.t2),
    "gases-3/g3-find-p1": lambda v: 101 * v.V2 / v.V1 * kelvin(v.t1) / kelvin(0),
    "gases-3/g3-find-t1": lambda v: kelvin(v.t2) * (v.P1 * v.V1) / (v.P2 * v.V2),
    "gases-3/g3-p-bubble": lambda v: v.V1 * (v.P1 / kelvin(v.t1)) / (v.P2 / kelvin(v.t2)),
    "gases-3/g3-p-pulled-and-cooled": lambda v: v.P1 * (v.V1 / kelvin(v.t1)) / (v.V2 / kelvin(v.t2)),
    "gases-3/g3-p-how-hot": lambda v: kelvin(v.t1) * (v.P2 * v.V2) / (v.P1 * v.V1),
    "gases-3/g3-p-to-standard": lambda v: v.V1 * (v.P1 / kelvin(v.t1)) / (101 / kelvin(0)),
    "gases-3/g3-p-two-units": lambda v: v.V1 * (v.a * ATM / kelvin(v.t1)) / (v.P2 / kelvin(v.t2)),
    "worksheet-gases-3/w3-2": lambda v: v.V1 * (v.P1 / v.T1) / (v.P2 / v.T2),
    "worksheet-gases-3/w3-3": lambda v: v.V1 * (v.P1 / kelvin(v.t1)) / (v.P2 / kelvin(v.t2)),
    "worksheet-gases-3/w3-4": lambda v: v.P1 * (v.V1 / kelvin(v.t1)) / (v.V2 / kelvin(v.t2)),
    "worksheet-gases-3/w3-6": lambda v: kelvin(v.t1) * (v.P2 * v.V2) / (v.P1 * v.V1),
    "worksheet-gases-3/w3-7": lambda v: v.V1 * (v.P1 / kelvin(v.t1)) / (101 / kelvin(0)),
    "set-find-error-3/e3-2": lambda v: 2.00 * (120 / kelvin(10)) / (80.0 / kelvin(40)),
    "set-find-error-3/e3-4": lambda v: 3.00 * (90.0 / kelvin(27)) / (150 / kelvin(57)),
    "set-find-error-3/e3-6": lambda v: 4.00 * (1.20 * ATM / kelvin(20)) / (95.0 / kelvin(50)),
    "set-find-error-3/e3-8": lambda v: 5.00 * (92.0 / kelvin(35)) / (101 / kelvin(0)),
}

ORDERS: Orders = {
    "gases-3/g3-order-volumes": lambda v: [kelvin(t) / p for t, p in ((v.ta, v.Pa), (v.tb, v.Pb), (v.tc, v.Pc))],
}  # fmt: skip
