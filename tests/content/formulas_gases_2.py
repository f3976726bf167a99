"""Gases 2: one of P, V and T held constant. What every numeric question comes to, from what a student sees."""

from chemistry import Formulas, Orders, kelvin

FORMULAS: Formulas = {
    "gases-2/g2-boyle-cylinder": lambda v: v.P1 * v.V1 / v.V2,
    "gases-2/g2-charles-piston": lambda v: v.V1 / kelvin(v.t1) * kelvin(v.t2),
    "gases-2/g2-lussac-can": lambda v: v.P1 / kelvin(v.t1) * kelvin(v.t2),
    "gases-2/g2-charles-temperature": lambda v: kelvin(v.t1) / v.V1 * v.V2,
    "gases-2/g2-football-gauge": lambda v: (v.Pg + v.Pair) / kelvin(v.t1) * kelvin(v.t2),
    "gases-2/g2-p-diver": lambda v: v.V1 * (v.P1 / v.P2),
    "gases-2/g2-p-pressure-before": lambda v: v.P2 * (v.V2 / v.V1),
    "gases-2/g2-p-balloon-in-cellar": lambda v: v.V1 / kelvin(v.t1) * kelvin(v.t2),
    "gases-2/g2-p-valve": lambda v: kelvin(v.t1) * (v.P2 / v.P1),
    "gases-2/g2-p-basketball-gauge": lambda v: (v.Pg + v.Pair) / kelvin(v.t1) * kelvin(v.t2),
    "worksheet-gases-2/w2-2": lambda v: v.P1 * v.V1 / v.V2,
    "worksheet-gases-2/w2-3": lambda v: v.V1 * v.P1 / v.P2,
    "worksheet-gases-2/w2-4": lambda v: v.V1 / kelvin(v.t1) * kelvin(v.t2),
    "worksheet-gases-2/w2-5": lambda v: v.P1 / kelvin(v.t1) * kelvin(v.t2),
    "worksheet-gases-2/w2-7": lambda v: (v.Pg + v.Pair) / kelvin(v.t1) * kelvin(v.t2),
    "set-find-error-2/e2-2": lambda v: 1.50 / kelvin(12) * kelvin(48),
    "set-find-error-2/e2-4": lambda v: 100 * 2.40 / 1.50,
    "set-find-error-2/e2-6": lambda v: 150 / kelvin(20) * kelvin(50),
    "set-find-error-2/e2-8": lambda v: (84 + 101) / kelvin(7) * kelvin(56),
}

ORDERS: Orders = {
    "gases-2/g2-order-volumes": lambda v: [
        kelvin(v.th) / kelvin(v.t0), 100 / v.pb, 100 / v.pc, kelvin(v.tc) / kelvin(v.t0),
    ],
    "gases-2/g2-p-order-pressures": lambda v: [kelvin(v.th) / kelvin(v.t0), 100 / v.s, kelvin(v.tc) / kelvin(v.t0)],
}  # fmt: skip
