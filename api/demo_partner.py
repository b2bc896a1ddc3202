"""The demo partner: a real receiver on its own port that verifies, shows, accepts and declines.

``python -m api.demo_partner`` with DEMO_SECRET, DEMO_API_KEY, APP_URL and DEMO_PORT.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"),
                        autoescape=select_autoescape())


def create_demo(secret: str, api_key: str, app_url: str) -> FastAPI:
    """The receiver; what it got is in ``app.state.got``, in memory only."""
    demo = FastAPI(title="Demo partner")
    demo.state.got = []

    @demo.post("/webhook")
    async def receive(request: Request) -> Response:
        body = await request.body()
        try:
            Webhook(secret).verify(body, dict(request.headers))
        except (WebhookVerificationError, ValueError):
            return Response(status_code=401)
        seen = {item["id"] for item in demo.state.got}
        if request.headers["webhook-id"] not in seen:
            demo.state.got.append({"id": request.headers["webhook-id"], **json.loads(body)})
        return Response(status_code=204)

    @demo.get("/")
    async def page() -> HTMLResponse:
        headers = {"Authorization": f"Bearer {api_key}"}
        cases: list[dict[str, Any]] = []
        async with httpx.AsyncClient(base_url=app_url, headers=headers, timeout=10) as client:
            with contextlib.suppress(httpx.HTTPError):  # the app is not up yet: the page shows no case
                listed = await client.get("/partner/referrals")
                for offer in listed.json().get("referrals", []) if listed.status_code == 200 else []:
                    cases.append((await client.get(f"/partner/referrals/{offer['id']}")).json())
        html = TEMPLATES.get_template("demo.html").render(got=demo.state.got, cases=cases)
        return HTMLResponse(html)

    @demo.post("/{referral_id}/{action}")
    async def act(referral_id: str, action: str) -> RedirectResponse:
        if action in ("accept", "decline", "close"):
            async with httpx.AsyncClient(base_url=app_url, timeout=10) as client:
                await client.post(f"/partner/referrals/{referral_id}/{action}", json={},
                                  headers={"Authorization": f"Bearer {api_key}"})
        return RedirectResponse("/", 303)

    return demo


def main() -> None:
    """Serve on loopback."""
    env = os.environ
    uvicorn.run(create_demo(env["DEMO_SECRET"], env["DEMO_API_KEY"], env.get("APP_URL", "http://127.0.0.1:8000")),
                host="127.0.0.1", port=int(env.get("DEMO_PORT", "8100")), log_level="warning")


if __name__ == "__main__":
    main()
