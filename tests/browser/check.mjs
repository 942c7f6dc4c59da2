// Opens every page of a running demonstration in Chromium, on a desk and on a phone, by day and by night, and says
// everything that is wrong: errors in the console, broken sources, refusals by the content policy, pages wider than the
// screen, violations of the rules of accessibility (axe-core).
//
// usage: node check.mjs http://127.0.0.1:8080 [/more /addresses]

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const [base, ...more] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screens = [
  { name: "desk", width: 1280, height: 900, scheme: "light" },
  { name: "phone", width: 390, height: 844, scheme: "dark" },
];
const pagesMax = 60;

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--lang=fr"],
});
const problems = [];
const seen = new Set();
const waiting = ["/", "/?q=miel", "/?q=zzz", "/nulle-part", ...more];

while (waiting.length > 0 && seen.size < pagesMax) {
  const path = waiting.shift();
  if (seen.has(path)) continue;
  seen.add(path);
  for (const screen of screens) await look(path, screen);
}
await browser.close();

for (const problem of problems) console.log(problem);
console.log(`${seen.size} pages, ${problems.length} problems`);
process.exit(problems.length > 0 || seen.size < 10 ? 1 : 0);

async function look(path, screen) {
  const wrong = (text) => problems.push(`${path} (${screen.name}): ${text}`);
  const page = await browser.newPage();
  try {
    await page.setViewport({ width: screen.width, height: screen.height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: screen.scheme }]);
    await page.setExtraHTTPHeaders({ "accept-language": "fr" });
    page.on("console", (message) => {
      // An answer that is a page of its own, such as 404, is no broken source.
      const ownAnswer = message.location().url === base + path && message.text().includes("Failed to load resource");
      if (["error", "warn"].includes(message.type()) && !ownAnswer) wrong(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => wrong(`script: ${error.message}`));
    page.on("requestfailed", (request) => wrong(`failed: ${request.url()} ${request.failure()?.errorText}`));
    page.on("response", (response) => {
      if (response.status() >= 400 && response.url() !== base + path) wrong(`${response.status()}: ${response.url()}`);
    });
    await page.goto(base + path, { waitUntil: "networkidle0", timeout: 30_000 });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wider > 0) wrong(`wider than the screen by ${wider} px`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    for (const { id, help, nodes } of violations) {
      wrong(`${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
    }
    if (process.env.SHOTS) {
      const name = path.replaceAll(/[^a-z0-9-]/gi, "_");
      await page.screenshot({ path: `${process.env.SHOTS}/${name}-${screen.name}.png`, fullPage: true });
    }
    const links = await page.$$eval("a[href^='/']", (links) => links.map((link) => link.getAttribute("href").split("#")[0]));
    // Files are not pages.
    waiting.push(...links.filter((link) => !link.includes(".")));
  } catch (error) {
    wrong(error.message);
  } finally {
    await page.close();
  }
}
