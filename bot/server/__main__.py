"""Start the bot: ``python -m bot.server serve MODEL`` (loopback); or ``train``, ``meaning``, ``parse``."""

import argparse
import asyncio
import gc
import json
import os
import sys
import warnings

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when scikit-learn loads; more threads spin as they wait
from bot.server import lean

YOUNG = 10_000  # objects made before Python looks for cycles among them; 700 by default
lean.without_tensorflow()


def train() -> int:
    """Train from config.yml, bot/domain and bot/data into models/; the model's path on stdout."""
    import rasa.api

    result = rasa.api.train(domain="bot/domain", config="config.yml", training_files=["bot/data"],
                            output="models", fixed_model_name="cobijo")
    sys.stdout.write(f"{result.model}\n")
    return int(result.code)


def meaning() -> int:
    """Train what short messages mean on the examples of bot/data/nlu, into bot/server/meaning.npz."""
    from rasa.shared.nlu.training_data.loading import load_data

    from bot.server.meaning import train as fit

    examples = load_data("bot/data/nlu").intent_examples
    by_intent: dict[str, list[str]] = {}
    for one in examples:
        by_intent.setdefault(one.get("intent"), []).append(one.get("text"))
    sys.stdout.write(f"{fit(by_intent)} new of {len(examples)} examples encoded\n")
    return 0


def serve(model: str, host: str, port: int) -> None:
    """Serve the model with our channel, store and action endpoint."""
    import sanic.app  # noqa: F401  it asks for deprecation warnings of its libraries: nothing who runs it can mend

    warnings.simplefilter("ignore")
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.endpoints import EndpointConfig

    from bot.server.channel import CobijoInput
    from bot.server.endpoint import AppEndpoint

    lean.silence()
    lean.patch()
    redis_url = os.environ.get("REDIS_URL", "")
    lock = EndpointConfig(type="bot.server.locks.RedisUrlLockStore", url=redis_url) if redis_url else None
    endpoints = AvailableEndpoints(
        action=AppEndpoint(os.environ.get("APP_URL", "http://127.0.0.1:8000")), lock_store=lock,
        tracker_store=EndpointConfig(type="bot.server.snapshots.SnapshotStore"))
    app = rasa.core.run.configure_app([CobijoInput()], enable_api=False, endpoints=endpoints, port=port)
    app.config.ACCESS_LOG = False

    async def load(app_: object, loop: object) -> None:
        await rasa.core.run.load_agent_on_start(model, endpoints, None, app, loop)  # type: ignore[arg-type]
        gc.collect()
        gc.freeze()  # as in api/app.py
        gc.set_threshold(YOUNG)

    app.register_listener(load, "before_server_start")
    app.run(host=host, port=port, workers=1, access_log=False)


async def parse(model: str) -> None:
    """The intent of each text of a JSON list on stdin, as the running bot finds it (tests/eval)."""
    from rasa.core.agent import load_agent

    lean.silence()
    agent = await load_agent(model)
    found = [await agent.parse_message(text.lstrip("/ ")) for text in json.load(sys.stdin)]
    json.dump([{"name": one["intent"]["name"], "confidence": one["intent"]["confidence"], "also": one.get("also")}
               for one in found], sys.stdout)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.server")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("train")
    commands.add_parser("meaning")
    serving = commands.add_parser("serve")
    serving.add_argument("model", nargs="?", default="models/cobijo.tar.gz")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=5005)
    parsing = commands.add_parser("parse")
    parsing.add_argument("model", nargs="?", default="models/cobijo.tar.gz")
    given = parser.parse_args()
    if given.command == "train":
        return train()
    if given.command == "meaning":
        return meaning()
    if given.command == "parse":
        asyncio.run(parse(given.model))
        return 0
    serve(given.model, given.host, given.port)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
