"use strict";
const el = (id) => document.getElementById(id), texts = document.body.dataset;
const headers = { "Content-Type": "application/json", "X-Cobijo-Page": "1", "Accept-Language": texts.language };
let conversation = null, unsent = null, events = null, spoken = texts.language;
const seen = new Set();  // news comes with the history and again as an event

function show(text, mine, message) {
  if (message && message.id) { if (seen.has(message.id)) return; seen.add(message.id); }
  const box = document.createElement("div");
  box.className = mine ? "message mine" : "message";
  const who = document.createElement("small");
  who.textContent = mine ? texts.you : texts.program;
  box.append(who, document.createTextNode(text));
  if (message && message.sources && message.sources.length) box.append(sources(message));
  el("log").append(box);
  box.scrollIntoView({ block: "end" });
}
function sources(message) {  // a source with a known address is a link; the day of what was known comes after
  const small = document.createElement("small");
  small.append(`${texts.sources}: `);
  message.sources.forEach((source, n) => small.append(n ? "; " : "", link(source)));
  if (message.reviewed_on) {
    const day = new Date(`${message.reviewed_on}T12:00`).toLocaleDateString(texts.language, { dateStyle: "long" });
    small.append(`. ${texts.known.replace("{date}", day)}.`);
  }
  return small;
}
function link(source) {
  if (!/^https:/.test(source.url || "")) return source.title;
  const a = document.createElement("a");
  a.href = source.url; a.target = "_blank"; a.rel = "noopener noreferrer"; a.textContent = source.title;
  return a;
}
function choices(list) {
  el("choices").replaceChildren(...list.map((choice) => {
    const button = document.createElement("button");
    button.type = "button"; button.textContent = choice.label;
    button.addEventListener("click", () => send(choice.value, choice.label));
    return button;
  }));
}
function answer(got) {
  got.messages.forEach((m) => show(m.text, false, m));
  const last = got.messages[got.messages.length - 1];
  choices(last ? last.choices || [] : []);
  el("text").focus();
}
function trouble(text, retry = deliver) {
  const box = el("problem"); box.hidden = !text; box.replaceChildren(document.createTextNode(text || ""));
  if (text && (unsent || retry !== deliver)) {
    const again = document.createElement("button");
    again.type = "button"; again.textContent = texts.retry; again.addEventListener("click", () => retry());
    box.append(" ", again);
  }
}
async function call(method, path, body) {
  const got = await fetch(path, { method, headers, body: body ? JSON.stringify(body) : undefined });
  const data = got.status === 204 ? {} : await got.json();
  spoken = got.headers.get("Content-Language") || spoken;
  if (!got.ok) throw Object.assign(new Error(data.detail || ""), { status: got.status });
  return data;
}
async function deliver() {  // the same id until it is answered: nothing is told twice
  try {
    const got = await call("POST", `/chat/conversations/${conversation}/messages`, unsent);
    unsent = null; trouble("");
    if (spoken !== texts.language) { location.replace(`/chat?lang=${spoken}`); return; }  // all that was said is shown again
    answer(got);
  } catch (error) {
    if (error.status && error.status !== 503 && error.status !== 429) unsent = null;
    trouble(error.message && error.status ? error.message : texts.lost);
  }
}
function send(text, shown) {
  if (unsent || !conversation || !text.trim()) return false;
  unsent = { id: crypto.randomUUID ? crypto.randomUUID() : String(Date.now()) + Math.random(), text };
  show(shown || text, true); choices([]); deliver();
  return true;
}
async function open() {
  try { conversation = (await call("GET", "/chat/session")).id; await history(); listen(); return; } catch (error) {
    if (error.status !== 401 && error.status !== 404) { trouble(error.status ? error.message : texts.lost, open); return; }  // there may be one: keep it
  }
  try {
    const got = await call("POST", "/chat/session", { language: texts.language });
    conversation = got.id; trouble(""); answer(got); listen();
  } catch (error) { trouble(error.status ? error.message : texts.lost, open); }
}
async function history() {
  const got = await call("GET", `/chat/conversations/${conversation}`);
  el("log").replaceChildren(); seen.clear(); trouble("");
  got.history.forEach((m) => show(m.text, m.from === "person", m));
  const last = got.history.filter((m) => m.from !== "person").pop();
  choices(last ? last.choices || [] : []);
}
function listen() {
  if (events) events.close();
  events = new EventSource(`/chat/conversations/${conversation}/events`);
  events.addEventListener("messages", (event) => JSON.parse(event.data).messages.forEach((m) => show(m.text, false, m)));
}
function leave() {  // never waits: the request outlives the page
  document.body.replaceChildren(); document.title = "";
  fetch("/chat/session", { method: "DELETE", headers, keepalive: true }).catch(() => {});
  location.replace("https://www.google.com/search?q=clima");
}
let shifts = [];
document.addEventListener("keydown", (event) => {
  if (event.repeat) return;  // a key held down is one press
  if (event.key !== "Shift") { shifts = []; return; }
  shifts = [...shifts.filter((t) => event.timeStamp - t < 2000), event.timeStamp];
  if (shifts.length >= 3) leave();
});
el("exit").addEventListener("click", leave);
el("other").addEventListener("click", (event) => { if (send(el("other").textContent)) event.preventDefault(); });
el("form").addEventListener("submit", (event) => { event.preventDefault(); if (send(el("text").value)) el("text").value = ""; });
el("text").addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); el("form").requestSubmit(); } });
el("next").addEventListener("click", async () => {
  el("log").replaceChildren(); choices([]); el("codeout").textContent = ""; el("text").value = "";
  try { await call("DELETE", "/chat/session"); location.replace(`/chat?lang=${texts.language}`); } catch { trouble(texts.lost); }
});
el("code").addEventListener("click", async () => { el("codeout").textContent = (await call("POST", "/chat/session/code")).code; });
el("back").addEventListener("submit", async (event) => {
  event.preventDefault();
  try { conversation = (await call("POST", "/chat/return", { code: el("codein").value })).id; await history(); listen(); } catch (error) { trouble(error.status === 404 ? texts.wrong : error.message); }
});
el("delete").addEventListener("click", async () => {
  if (!confirm(texts.delete)) return;
  await call("DELETE", `/chat/conversations/${conversation}`);
  el("log").replaceChildren(); choices([]); show(texts.deleted, false); await call("DELETE", "/chat/session");
});
open();
