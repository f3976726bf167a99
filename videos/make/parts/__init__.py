"""Every kind of part a storyboard can show. A new kind is a class in a file of this folder and a line here."""

from parts.balance import Balance, Scales
from parts.barometer import Barometer
from parts.bars import Bars
from parts.curve import Curve, Points
from parts.formula import Formula
from parts.gas_tube import GasTube
from parts.gauge import Gauge, Thermometer
from parts.graph import Graph, NumberLine
from parts.hits import Hits
from parts.icon import Icon
from parts.labels import Arrow, Bracket, Card, Line, Text
from parts.manometer import Manometer
from parts.matter import Matter
from parts.part import Part
from parts.particles import Particles
from parts.pause_sign import PauseSign
from parts.steps import Steps
from parts.table import Table

KINDS: dict[str, type[Part]] = {
    "particles": Particles,
    "matter": Matter,
    "hits": Hits,
    "gauge": Gauge,
    "thermometer": Thermometer,
    "balance": Balance,
    "scales": Scales,
    "manometer": Manometer,
    "barometer": Barometer,
    "gas_tube": GasTube,
    "graph": Graph,
    "curve": Curve,
    "points": Points,
    "number_line": NumberLine,
    "formula": Formula,
    "table": Table,
    "bars": Bars,
    "card": Card,
    "text": Text,
    "arrow": Arrow,
    "line": Line,
    "bracket": Bracket,
    "steps": Steps,
    "pause_sign": PauseSign,
    "icon": Icon,
}
