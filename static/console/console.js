// Tries the API out: credentials stay in this tab (sessionStorage), requests go to this server only.
"use strict";

const words = document.body.dataset;
const base = location.origin + "/api";
const STORE = "ruche-api-credentials";

const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

// --- credentials -----------------------------------------------------------------------------------------------------

function credentials() {
  try { return JSON.parse(sessionStorage.getItem(STORE)); } catch { return null; }
}

function utf8Base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function authorization(who) {
  if (!who) return null;
  return who.name ? "Basic " + utf8Base64(who.name + ":" + who.secret) : "Bearer " + who.secret;
}

const keyForm = document.getElementById("key");
const keyState = document.getElementById("key-state");

function showKey() {
  const who = credentials();
  keyState.textContent = who ? `${words.valid} ${who.name || "token"}` : words.keyNeeded;
}

keyForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const who = { name: document.getElementById("key-name").value.trim(), secret: document.getElementById("key-secret").value.trim() };
  if (!who.secret) return showKey();
  document.getElementById("key-secret").value = "";
  const headers = { Authorization: authorization(who), "Accept-Language": document.documentElement.lang };
  try {
    const answer = await fetch(base + "/auth/authenticated", { headers, credentials: "omit" });
    if (answer.ok) sessionStorage.setItem(STORE, JSON.stringify(who));
    const told = await answer.json();
    if (answer.ok) showKey(); else keyState.textContent = told.error;
  } catch { keyState.textContent = words.failed; }
});

document.getElementById("forget").addEventListener("click", () => {
  sessionStorage.removeItem(STORE);
  keyForm.reset();
  showKey();
});

// --- a request of what was filled in ------------------------------------------------------------------------------------

function value(kind, text) {
  if (kind === "int" || kind === "id") return /^-?\d+$/.test(text) ? Number(text) : text;
  if (kind === "flag") return text === "1";
  if (kind === "ids") return text.split(/[\s,;]+/).filter(Boolean).map((id) => (/^\d+$/.test(id) ? Number(id) : id));
  if (kind === "object" || kind === "list") return JSON.parse(text);
  return text;
}

// {method, url, headers, body, shown}: `shown` is what the copied commands send.
function requestOf(form) {
  const { method, path, body } = form.dataset;
  let address = path;
  const query = new URLSearchParams();
  const sent = {};
  for (const input of form.querySelectorAll("[data-place]")) {
    const { place, kind } = input.dataset;
    const text = input.value.trim();
    if (place === "path") {
      const keep = input.name === "path" ? text.split("/").map(encodeURIComponent).join("/") : encodeURIComponent(text);
      address = address.replace(`{${input.name}}`, keep);
    } else if (text === "") {
      continue;
    } else if (place === "query" && kind === "ids") {
      for (const id of value(kind, text)) query.append(input.name + "[]", id);
    } else if (place === "query" && kind === "object") {
      for (const [key, item] of Object.entries(value(kind, text))) query.append(`${input.name}[${key}]`, item);
    } else if (place === "query") {
      query.append(input.name, text);
    } else {
      sent[input.name] = value(kind, text);
    }
  }
  const raw = form.querySelector("[data-raw]");
  if (raw) Object.assign(sent, value("object", raw.value || "{}"));
  const url = base + address + (query.size ? "?" + query : "");
  const request = { method, url, headers: {}, body: undefined, shown: null };
  const file = form.querySelector("input[type=file]")?.files[0];
  if (body === "multipart") {
    request.body = new FormData();
    for (const [key, item] of Object.entries(sent)) {
      if (item !== null && typeof item === "object") for (const [part, one] of Object.entries(item)) request.body.append(`${key}[${part}]`, one);
      else request.body.append(key, item === true ? "1" : item === false ? "0" : item);
    }
    if (file) request.body.append("file", file);
    request.shown = { kind: "form", parts: [...request.body.keys()].filter((key) => key !== "file").map((key) => [key, request.body.get(key)]), file: file?.name ?? "FILE" };
  } else if (body.includes("/")) {
    request.headers["Content-Type"] = body;
    request.body = file ?? "";
    request.shown = { kind: "file", file: file?.name ?? "FILE" };
  } else if (body === "json" || method === "POST") {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(sent);
    request.shown = { kind: "json", text: request.body, data: sent };
  }
  return request;
}

// --- the answer ------------------------------------------------------------------------------------------------------------

// The rows of an answer, if it has some: itself, or its only list of objects.
function rowsOf(json) {
  const isRows = (list) => Array.isArray(list) && list.length > 0 && list.every((row) => row && typeof row === "object" && !Array.isArray(row));
  if (isRows(json)) return json;
  if (!json || typeof json !== "object") return null;
  const lists = Object.values(json).filter(isRows);
  return lists.length === 1 ? lists[0] : null;
}

function tableOf(rows) {
  const names = [...new Set(rows.slice(0, 200).flatMap((row) => Object.keys(row)))];
  const table = element("table");
  const head = table.createTHead().insertRow();
  for (const name of names) head.append(element("th", name, { scope: "col" }));
  const body = table.createTBody();
  for (const row of rows.slice(0, 200)) {
    const line = body.insertRow();
    for (const name of names) {
      const cell = row[name];
      line.insertCell().textContent = cell === null || cell === undefined ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);
    }
  }
  const wide = element("div", undefined, { class: "wide", tabindex: "0", role: "group", "aria-label": "Table" });
  wide.append(table);
  return wide;
}

const block = (text, label) => element("pre", text, { tabindex: "0", role: "group", "aria-label": label });

async function show(place, answer, milliseconds) {
  const content = new Uint8Array(await answer.arrayBuffer());
  const type = answer.headers.get("Content-Type") ?? "";
  place.replaceChildren(element("p", `${answer.status} ${answer.statusText} · ${Math.round(milliseconds)} ms · ${content.length} B`, { class: "status" }));
  const headers = element("details");
  headers.append(element("summary", "HTTP"), block([...answer.headers].map(([name, text]) => `${name}: ${text}`).join("\n"), "HTTP"));
  place.append(headers);
  if (!/^(text\/|application\/(json|xml))/.test(type)) {
    if (content.length) {
      const link = element("a", words.download, { href: URL.createObjectURL(new Blob([content], { type })), download: "" });
      place.append(link);
    }
    return;
  }
  const text = new TextDecoder().decode(content);
  let json;
  try { json = type.includes("json") ? JSON.parse(text) : undefined; } catch { json = undefined; }
  const rows = rowsOf(json);
  if (rows) place.append(tableOf(rows));
  const shown = json === undefined ? text : JSON.stringify(json, null, 2);
  if (!shown) return;
  const whole = block(shown.length > 200000 ? shown.slice(0, 200000) + "…" : shown, "JSON");
  if (!rows) return place.append(whole);
  const details = element("details");
  details.append(element("summary", "JSON"), whole);
  place.append(details);
}

function prepared(form, place) {
  try { return requestOf(form); } catch (error) {
    place.textContent = `${words.unreadable} ${error.message}`;
    return null;
  }
}

async function send(form, place) {
  const request = prepared(form, place);
  if (!request) return;
  const who = form.dataset.public === "true" ? null : credentials();
  if (form.dataset.public !== "true" && !who) {
    place.textContent = words.keyNeeded;
    return document.getElementById("key-name").focus();
  }
  const headers = { ...request.headers, "Accept-Language": document.documentElement.lang };
  if (who) headers.Authorization = authorization(who);
  place.textContent = words.sending;
  const begun = performance.now();
  try {
    const answer = await fetch(request.url, { method: request.method, headers, body: request.body, credentials: "omit" });
    await show(place, answer, performance.now() - begun);
  } catch { place.textContent = words.failed; }
}

// --- commands to copy: never with the secret ------------------------------------------------------------------------------

const quoted = (text) => "'" + String(text).replaceAll("'", "'\\''") + "'";
const python = (data) => (data === null ? "None" : data === true ? "True" : data === false ? "False" : Array.isArray(data) ? `[${data.map(python).join(", ")}]`
  : typeof data === "object" ? `{${Object.entries(data).map(([key, item]) => `${JSON.stringify(key)}: ${python(item)}`).join(", ")}}` : JSON.stringify(data));
const m = (text) => '"' + String(text).replaceAll('"', '""') + '"';

const commands = {
  curl({ method, url, headers, shown }, who) {
    let command = `curl ${who ? (who.name ? `-u ${quoted(who.name + ":SECRET")}` : "-H 'Authorization: Bearer SECRET'") + " " : ""}${quoted(url)}`;
    if (method !== "GET") command += ` -X ${method}`;
    for (const [name, text] of Object.entries(headers)) command += ` -H ${quoted(`${name}: ${text}`)}`;
    if (shown?.kind === "json") command += ` -d ${quoted(shown.text)}`;
    if (shown?.kind === "file") command += ` --data-binary ${quoted("@" + shown.file)}`;
    if (shown?.kind === "form") command += shown.parts.map(([key, text]) => ` -F ${quoted(`${key}=${text}`)}`).join("") + ` -F ${quoted("file=@" + shown.file)}`;
    return command;
  },
  python({ method, url, headers, shown }, who) {
    const parts = [JSON.stringify(method), JSON.stringify(url)];
    if (who?.name) parts.push(`auth=(${JSON.stringify(who.name)}, "SECRET")`);
    const all = who && !who.name ? { ...headers, Authorization: "Bearer SECRET" } : { ...headers };
    if (shown?.kind === "json") { delete all["Content-Type"]; parts.push(`json=${python(shown.data)}`); }
    if (shown?.kind === "file") parts.push(`data=open(${JSON.stringify(shown.file)}, "rb")`);
    if (shown?.kind === "form") parts.push(`data=${python(Object.fromEntries(shown.parts))}`, `files={"file": open(${JSON.stringify(shown.file)}, "rb")}`);
    if (Object.keys(all).length) parts.push(`headers=${python(all)}`);
    return `import requests\n\nanswer = requests.request(\n    ${parts.join(",\n    ")},\n)\nanswer.raise_for_status()\nprint(answer.text)`;
  },
  m({ method, url, shown }, who) {
    const authorized = who ? (who.name ? `"Basic " & Binary.ToText(Text.ToBinary(${m(who.name + ":SECRET")}), BinaryEncoding.Base64)` : '"Bearer SECRET"') : null;
    const headers = [authorized && `Authorization = ${authorized}`, shown?.kind === "json" && '#"Content-Type" = "application/json"'].filter(Boolean);
    const options = [`Headers = [${headers.join(", ")}]`];
    if (shown?.kind === "json" && method === "POST") options.push(`Content = Text.ToBinary(${m(shown.text)})`);
    const note = method === "GET" || shown?.kind === "json" ? "" : "// Power Query sends GET and POST only.\n";
    return `${note}let\n    answer = Web.Contents(${m(url)}, [${options.join(", ")}]),\n    json = Json.Document(answer)\nin\n    json`;
  },
};

async function copy(form, kind, said, place) {
  const request = prepared(form, place);
  if (!request) return;
  const who = form.dataset.public === "true" ? null : credentials() ?? { name: "KEY" };
  const command = commands[kind](request, who);
  try {
    await navigator.clipboard.writeText(command);
    said.textContent = words.copied;
  } catch { said.textContent = ""; }
  place.replaceChildren(block(command, kind));
}

// --- the page ----------------------------------------------------------------------------------------------------------------

for (const hidden of document.querySelectorAll(".scripted")) hidden.hidden = false;
showKey();

for (const details of document.querySelectorAll(".operation")) {
  const form = details.querySelector("form");
  const place = details.querySelector(".answer");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, place);
  });
  for (const button of details.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => copy(form, button.dataset.copy, details.querySelector(".copied"), place));
  }
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const searched = [...document.querySelectorAll(".operation")].map((details) => [details, plain(details.querySelector("summary").textContent)]);

document.getElementById("search").addEventListener("input", (event) => {
  const wanted = plain(event.target.value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const [details, text] of searched) {
    const fits = wanted.every((word) => text.includes(word));
    details.hidden = !fits;
    count += fits;
  }
  for (const section of document.querySelectorAll("main > section")) {
    section.hidden = !section.querySelector(".operation:not([hidden])");
  }
  document.getElementById("found").textContent = wanted.length ? `${words.found} ${count}` : "";
});

// An address with the name of an operation opens it.
function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named?.matches("details")) named.open = true;
}
addEventListener("hashchange", openNamed);
openNamed();
