"""What every action does alike: find its turn, run one service, hand back events and places of says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from intake.dialogue.digress import Intent
from intake.dialogue.turn import Outcome, Turn
from intake.turns import running

Service = Callable[[Turn, Intent], Outcome]
FORM = "intake"


def intent_of(tracker: Tracker) -> Intent:
    """Rasa's understanding of the newest message."""
    message = tracker.latest_message
    intent = message.get("intent") or {}
    return Intent(intent.get("name") or "", float(intent.get("confidence") or 0.0), message.get("also"))


class ServiceAction(Action):
    """An action that is one service of `intake.dialogue`; subclasses name both."""

    service: Service

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Run the service on the turn; texts stay in the turn, Rasa carries their places."""
        turn = running(tracker.latest_message["metadata"]["turn"])
        try:
            outcome = type(self).service(turn, intent_of(tracker))
        except Exception as error:  # Rasa swallows it: the turn itself raises it again
            turn.broke = error
            raise
        for say in outcome.says:
            turn.noted.append(say)
            dispatcher.utter_message(json_message={"ref": len(turn.noted) - 1})
        turn.acted = True
        events: list[Any] = [SlotSet(name, state) for name, state in outcome.states.items()]
        if outcome.hand_back:
            events.append(ActionExecutionRejected(FORM))
        if outcome.asks:
            events.append(FollowupAction(FORM))
        return events
