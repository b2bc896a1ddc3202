"use strict";
const el = (id) => document.getElementById(id);
const mine = [];
async function refresh() {
  const got = await (await fetch(`/simulator/messages?number=${encodeURIComponent(el("number").value)}`)).json();
  const all = [...mine.map((m) => ({ ...m, mine: true })), ...got.map((m) => ({ text: m.body, at: Date.parse(m.date_created) }))];
  all.sort((a, b) => a.at - b.at);
  el("log").replaceChildren(...all.map((m) => { const box = document.createElement("div"); box.className = m.mine ? "message mine" : "message"; box.textContent = m.text; return box; }));
}
el("phone").addEventListener("submit", async (event) => {
  event.preventDefault();
  mine.push({ text: el("body").value, at: Math.floor(Date.now() / 1000) * 1000 - 1 });
  await fetch("/simulator/send", { method: "POST", body: new URLSearchParams({ number: el("number").value, body: el("body").value }) });
  el("body").value = ""; refresh();
});
setInterval(refresh, 1500);
