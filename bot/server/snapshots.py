"""The tracker store: it keeps nothing. The app hands the snapshot in with each message and
commits the new one with its turn (docs/decisions/0001).

A snapshot is ``{"version", "loop", "awaiting"}``: the active form and the slot it asked for. The
slots' states come with each message from the record itself. No text is ever in it.
"""

from typing import Any, Dict, List, Optional, Text

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AlwaysEqualEventMixin,
    Event,
    SessionStarted,
    SkipEventInMDStoryMixin,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

VERSION = 1
FORM = "intake"


class StatesSet(AlwaysEqualEventMixin, SkipEventInMDStoryMixin):
    """The states of all slots, as one event: Rasa replays every event of a tracker some ten times a turn."""

    type_name = "states"

    def __init__(self, states: Dict[Text, Text]) -> None:
        super().__init__()
        self.states = states

    def __hash__(self) -> int:
        return hash(tuple(self.states.items()))

    def apply_to(self, tracker: DialogueStateTracker) -> None:
        """Set them."""
        for name, state in self.states.items():
            tracker._set_slot(name, state)


class SnapshotStore(TrackerStore):
    """Trackers of the turns that are running, by conversation; made from the snapshot, then dropped."""

    def __init__(self, domain: Any, host: Any = None, event_broker: Any = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self.running: Dict[Text, DialogueStateTracker] = {}

    def begin(self, sender_id: Text, snapshot: Optional[Dict[Text, Any]], states: Dict[Text, Text]) -> None:
        """Put a tracker in place as it stood when the last turn was committed."""
        tracker = self.init_tracker(sender_id)
        for event in _history(snapshot, states):
            tracker.update(event, self.domain)
        self.running[sender_id] = tracker

    def end(self, sender_id: Text) -> Optional[Dict[Text, Any]]:
        """Take the tracker out; its snapshot."""
        tracker = self.running.pop(sender_id, None)
        if tracker is None:
            return None
        return {"version": VERSION, "loop": tracker.active_loop_name,
                "awaiting": tracker.get_slot("requested_slot")}

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The running tracker."""
        return self.running.get(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """In memory until `end`."""
        self.running[tracker.sender_id] = tracker


def _history(snapshot: Optional[Dict[Text, Any]], states: Dict[Text, Text]) -> List[Event]:
    """The shortest history that lets the form go on: session, slots, loop, what was asked, listening."""
    events: List[Event] = [ActionExecuted("action_session_start"), SessionStarted(),
                           ActionExecuted("action_listen"), StatesSet(states)]
    if snapshot and snapshot.get("version") == VERSION and snapshot.get("loop") == FORM:
        events += [UserUttered("", intent={"name": "start", "confidence": 1.0}), ActionExecuted(FORM),
                   ActiveLoop(FORM), SlotSet("requested_slot", snapshot["awaiting"]),
                   ActionExecuted("action_listen")]
    return events
