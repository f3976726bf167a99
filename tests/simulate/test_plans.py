"""The plan of every invented student can be lived: in order, one objective a lesson, a stumble before mastery."""

from server.mastery.luck import Dice
from server.simulate.people import LATE, MASTERED_BEFORE_TODAY
from server.simulate.plans import LATE_LESSON, LESSONS, SITTINGS, plan_of

CODES = [f"gases-{n}" for n in range(1, 7)]


def test_plans_are_possible_for_many_seeds():
    for seed in range(60):
        dice = Dice(str(seed))
        for name, count in MASTERED_BEFORE_TODAY.items():
            plan = plan_of(name, CODES, dice)
            lessons = list(plan.mastered.values())
            assert list(plan.mastered) == CODES[:count]
            assert lessons == sorted(set(lessons)) and lessons[0] >= plan.joins and lessons[-1] <= LESSONS
            for code, stumbles in plan.stumbles.items():
                unlocked = plan.mastered.get(CODES[max(0, CODES.index(code) - 1)], 0) if code != "gases-1" else 0
                for stumble in stumbles:
                    assert unlocked < stumble.lesson <= plan.mastered.get(code, LESSONS), (name, code)


def test_the_class_is_thirty_far_apart_and_one_came_late():
    counts = MASTERED_BEFORE_TODAY.values()
    assert len(counts) == 30 and max(counts) - min(counts) == 5
    assert plan_of(LATE, CODES, Dice("x")).joins == LATE_LESSON


def test_nobody_sits_the_test_before_the_last_objective():
    for seed in range(60):
        dice = Dice(str(seed))
        plans = {name: plan_of(name, CODES, dice) for name in MASTERED_BEFORE_TODAY}
        for sitting in SITTINGS:
            assert max(plans[sitting.name].mastered.values()) < sitting.lesson
