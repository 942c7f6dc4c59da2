// Uses the page of the API as a person would: signs in with a key, finds an address, fills it in, sends it, reads the answer,
// copies it; on a desk and on a narrow phone. Says everything that is wrong.
//
// usage: node console.mjs http://127.0.0.1:8080 NAME:SECRET [FOLDER for screenshots]

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const [base, key, folder] = process.argv.slice(2);
const [name, secret] = key.split(":");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--lang=fr"],
});
const problems = [];

for (const [screen, width, height, scheme] of [["desk", 1280, 900, "light"], ["phone", 360, 780, "dark"]]) {
  const wrong = (text) => problems.push(`/api/docs (${screen}): ${text}`);
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setExtraHTTPHeaders({ "accept-language": "fr" });
  page.on("console", (message) => { if (["error", "warn"].includes(message.type())) wrong(`console: ${message.text()}`); });
  page.on("pageerror", (error) => wrong(`script: ${error.message}`));
  const check = async (state) => {
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wider > 0) wrong(`${state}: wider than the screen by ${wider} px`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    for (const { id, nodes } of violations) wrong(`${state}: ${id}: ${nodes.slice(0, 2).map((node) => node.html).join(" | ")}`);
    if (folder) await page.screenshot({ path: `${folder}/${screen}-${state}.png` });
  };
  await page.goto(`${base}/api/docs`, { waitUntil: "networkidle0", timeout: 30_000 });
  await check("start");
  // By the keyboard alone.
  await page.focus("#key-name");
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(secret);
  await page.keyboard.press("Enter");
  await page.waitForFunction((name) => document.getElementById("key-state").textContent.includes(name), { timeout: 10_000 }, name)
    .catch(() => wrong("the key is not taken"));
  await page.type("#search", "user-id membre /user/{id}/subscriptions".split(" ").pop());
  const left = await page.$$eval(".operation:not([hidden])", (list) => list.map((item) => item.id));
  if (!left.includes("get-user-id-subscriptions") || left.length > 3) wrong(`the search leaves ${left}`);
  await page.focus("#get-user-id-subscriptions summary");
  await page.keyboard.press("Enter");
  await page.type("#get-user-id-subscriptions-path-id", "2");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#get-user-id-subscriptions .answer table", { timeout: 10_000 }).catch(() => wrong("no table came"));
  const status = await page.$eval("#get-user-id-subscriptions .status", (line) => line.textContent).catch(() => "");
  if (!/^200 .* ms · \d+ B$/.test(status)) wrong(`the status is ${status}`);
  await page.$eval("#get-user-id-subscriptions summary", (line) => line.scrollIntoView());
  await check("answer");
  for (const [kind, wanted] of [["curl", "-u '"], ["python", "requests.request"], ["m", "Web.Contents"]]) {
    await page.$eval(`#get-user-id-subscriptions [data-copy=${kind}]`, (button) => button.click());
    await page.waitForFunction((wanted) => document.querySelector("#get-user-id-subscriptions .answer").textContent.includes(wanted), { timeout: 5_000 }, wanted)
      .catch(() => wrong(`no ${kind}`));
    const shown = await page.$eval("#get-user-id-subscriptions .answer", (place) => place.textContent);
    if (shown.includes(secret)) wrong(`${kind} has the secret in it`);
  }
  await check("copied");
  await page.close();
}
await browser.close();
for (const problem of problems) console.log(problem);
console.log(`the page of the API: ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
