"""An award in words: proof, reasons and rules as a purchasing manager reads them."""

from __future__ import annotations

from collections.abc import Iterable

from buybook.commands.answers import plain, shown_number
from buybook.core.award import Award, Conflict, Rule
from buybook.core.sourcing import Sourced
from buybook.frozen import frozen
from buybook.vocabulary import Words


@frozen
class AwardWords:
    """Says an award in one language, in its base currency."""

    words: Words
    base: str
    sourced: Sourced

    def label(self, key: str) -> str:
        """Give a label of the award's."""
        return self.words.label(f"award.{key}")

    def titles(self, names: Iterable[str]) -> tuple[str, ...]:
        """Give the titles of columns."""
        return tuple(self.label(f"column.{name}").format(base=self.base) for name in names)

    def item(self, name: str) -> str:
        """Give an item as the buyer names it."""
        lot = self.sourced.lots[name]
        return lot.item_number or lot.description or "–"

    def scenario(self, name: str) -> str:
        """Give the name of a scenario; of a number, that of the award to at most so many suppliers."""
        if name.isdigit():
            return self.label("scenario.count" if name != "1" else "scenario.one").format(count=name)
        return self.label(f"scenario.{name}")

    def money(self, amount: object) -> str:
        """Give an amount with two decimals."""
        return shown_number(amount, self.words.language, 2)

    def headline(self, award: Award) -> str:
        """Say in a sentence what is awarded, and how good it is."""
        said = self.label("headline").format(
            items=len({part.item for part in award.parts}),
            suppliers=len(award.suppliers),
            total=self.money(award.total),
            base=self.base,
        )
        return f"{said} {self.proof(award)}"

    def proof(self, award: Award) -> str:
        """Say how far the award can be from the best one under the rules."""
        if award.bound is None or award.gap is None:
            return self.label("proof.none")
        if award.gap == 0:
            return self.label("proof.exact")
        gap = shown_number(award.gap, self.words.language, 2)
        key = "proof.close" if gap.strip("0.,") == "" else "proof.gap"
        return self.label(key).format(bound=self.money(award.bound), gap=gap, base=self.base)

    def reason(self, code: str) -> str:
        """Say why an item is not awarded."""
        return self.label(f"left.{code}")

    def rule(self, rule: Rule) -> str:
        """Say a rule."""
        alone = rule.supplier is not None or rule.item is not None
        key = f"rule.{rule.name}"
        if rule.name == "picks":
            key += "" if alone else ".all"
        elif rule.name == "exclusions":
            named = (rule.supplier is not None, rule.item is not None)
            key += {(True, False): ".supplier", (True, True): "", (False, True): ".item"}.get(named, ".all")
        number = plain(rule.value)
        shown = shown_number(number, self.words.language) if isinstance(number, (int, float)) else "–"
        item = "" if rule.item is None else self.item(rule.item)
        return self.label(key).format(supplier=rule.supplier or "", item=item, value=shown, base=self.base)

    def relaxations(self, conflict: Conflict) -> list[str]:
        """Say of each rule that stands in the way what would have to give."""
        needed = {each.rule: each.needed for each in conflict.relaxations}
        said = []
        for rule in conflict.rules:
            if rule not in needed:
                said.append(self.label("conflict.together").format(rule=self.rule(rule)))
            elif needed[rule] is None:
                said.append(self.label("conflict.lift").format(rule=self.rule(rule)))
            else:
                value = shown_number(needed[rule], self.words.language)
                said.append(self.label("conflict.change").format(rule=self.rule(rule), needed=value))
        return said
