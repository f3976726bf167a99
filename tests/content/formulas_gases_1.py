"""Gases 1: manometers and units. What every numeric question comes to, from what a student sees."""

from chemistry import ATM, MMHG, Formulas, Orders

FORMULAS: Formulas = {
    "gases-1/g1-manometer-open": lambda v: v.Pair + v.h * MMHG,
    "gases-1/g1-manometer-gas": lambda v: v.Pair - v.h * MMHG,
    "gases-1/g1-manometer-closed": lambda v: v.h * MMHG,
    "gases-1/g1-convert": lambda v: v.h * MMHG,
    "gases-1/g1-p-to-mmhg": lambda v: v.p / MMHG,
    "gases-1/g1-p-to-atm": lambda v: v.p / ATM,
    "gases-1/g1-p-manometer-in-words": lambda v: v.Pair + {"open side": 1, "gas side": -1}[v.side] * v.h * MMHG,
    "gases-1/g1-p-pumped-flask": lambda v: v.h * MMHG,
    "worksheet-gases-1/w1-2": lambda v: v.h * MMHG,
    "worksheet-gases-1/w1-3": lambda v: v.p * ATM,
    "worksheet-gases-1/w1-4": lambda v: v.Pair + v.h * MMHG,
    "worksheet-gases-1/w1-5": lambda v: v.Pair - v.h * MMHG,
    "worksheet-gases-1/w1-6": lambda v: v.h * MMHG,
    "worksheet-gases-1/w1-7": lambda v: (v.Pair - v.P) / MMHG,
    "set-manometers-1/sm-1": lambda v: v.Pair,
    "set-manometers-1/sm-2": lambda v: v.Pair + v.h * MMHG,
    "set-manometers-1/sm-3": lambda v: v.Pair - v.h * MMHG,
    "set-manometers-1/sm-4": lambda v: v.h * MMHG,
    "set-manometers-1/sm-6": lambda v: 98.5 - 60 * MMHG,
    "set-manometers-1/sm-8": lambda v: 101.2 + 75 * MMHG,
}

ORDERS: Orders = {
    "gases-1/g1-order-pressures": lambda v: [v.a, v.b * MMHG, v.c * ATM],
    "gases-1/g1-p-order-tanks": lambda v: [v.a, v.b * MMHG, v.c * ATM],
}  # fmt: skip
