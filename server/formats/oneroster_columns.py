"""The columns of a OneRoster 1.2.1 CSV package, as far as we write them, in the order that the standard asks for.

`users` has no `resourceSourcedIds`: the 1.2 text had it, the corrected 1.2.1 has not.
"""

from __future__ import annotations

from collections.abc import Mapping

FILES: tuple[str, ...] = (
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "orgs",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
    "users",
)
"""Every file that a manifest must mention, whether it is there or not."""


def _columns(own: str) -> tuple[str, ...]:
    return ("sourcedId", "status", "dateLastModified", *own.split())


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "academicSessions": _columns("title type startDate endDate parentSourcedId schoolYear"),
    "categories": _columns("title weight"),
    "classes": _columns(
        "title grades courseSourcedId classCode classType location schoolSourcedId termSourcedIds "
        "subjects subjectCodes periods"
    ),
    "courses": _columns("schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes"),
    "enrollments": _columns("classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate"),
    "lineItemLearningObjectiveIds": _columns("lineItemSourcedId source learningObjectiveId"),
    "lineItems": _columns(
        "title description assignDate dueDate classSourcedId categorySourcedId academicSessionSourcedId "
        "resultValueMin resultValueMax schoolSourcedId"
    ),
    "orgs": _columns("name type identifier parentSourcedId"),
    "resultLearningObjectiveIds": _columns("resultSourcedId source learningObjectiveId score textScore"),
    "results": _columns(
        "lineItemSourcedId studentSourcedId scoreStatus score scoreDate comment textScore classSourcedId "
        "inProgress incomplete late missing"
    ),
    "roles": _columns("userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId"),
    "users": _columns(
        "enabledUser username userIds givenName familyName middleName identifier email sms phone "
        "agentSourcedIds grades password userMasterIdentifier preferredGivenName preferredMiddleName "
        "preferredFamilyName primaryOrgSourcedId pronouns"
    ),
}
"""For each file we write: its headers, in order."""
