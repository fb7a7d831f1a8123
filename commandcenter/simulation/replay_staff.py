"""The accounts that take the steps of a replay, one per post and department; missing ones are
created."""

from collections.abc import Iterable
from random import Random

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.services.access import AccountRow
from commandcenter.simulation.believable.photos import Photos
from commandcenter.simulation.believable.words import Words
from commandcenter.simulation.replay_steps import Fields, Replayed

#: The steps of a replay that the posts of the two centres take.
_AT_DESKS = (Step.ACCEPT, Step.FILE, Step.PASS, Step.DISPATCH)
_PHOTO_OF = {Step.FINISH: "after", Step.PASS: "inspect"}
_DONE = {
    "zh": "来源系统记录：已处置完毕。",
    "en": "Dealt with, as the other system recorded it.",
}


class ReplayStaff:
    """The first account of each post and department; it fills in what the file does not know."""

    def __init__(self, center: CommandCenter, departments: Iterable[str]) -> None:
        facts = center.city.facts()
        self._note = _DONE["zh" if facts.settings.languages[0] == "zh" else "en"]
        self._photos = Photos(Words())
        self._chance = Random(0)
        self._posts: dict[str, AccountRow] = {}
        self._departments: dict[str, AccountRow] = {}
        for account in center.access.accounts():
            self._know(account)
        for post in dict.fromkeys(facts.posts.asked_for(step) for step in _AT_DESKS):
            if post not in self._posts:
                self._know(center.access.add_account(post, post))
        office = facts.posts.asked_for(Step.ACKNOWLEDGE)
        for code in departments:
            if code not in self._departments:
                name = f"{office}-{code}"
                self._know(center.access.add_account(name, office, department=code))
        self._takers = {
            Step(step): self._posts[post.id]
            for post in reversed(facts.posts.listed)
            if post.id in self._posts
            for step in post.steps
        }

    def who_takes(self, replayed: Replayed) -> AccountRow | None:
        """None where the pack gives the step to no post of the two centres."""
        if replayed.step in (Step.ACKNOWLEDGE, Step.FINISH):
            return self._departments.get(replayed.department)
        return self._takers.get(replayed.step)

    def fields(self, replayed: Replayed) -> Fields:
        fields = dict(replayed.fields)
        if replayed.step in _PHOTO_OF:
            fields["photo"] = self._photos.any(_PHOTO_OF[replayed.step], self._chance)
        if replayed.step is Step.FINISH:
            fields["note"] = self._note
        if replayed.step is Step.ASK_INSPECT:
            fields["inspector"] = self._takers[Step.PASS].name
        return fields

    def _know(self, account: AccountRow) -> None:
        if account.department:
            self._departments.setdefault(account.department, account)
        else:
            self._posts.setdefault(account.post, account)
