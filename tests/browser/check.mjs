// Opens every page of a running demonstration in Chromium, on a desk and on a phone, by day and by night, and says
// everything that is wrong: errors in the console, broken sources, refusals by the content policy, pages wider than the
// screen, violations of the rules of accessibility (axe-core).
//
// usage: node check.mjs http://127.0.0.1:8080 [/more /addresses]

import puppeteer from "puppeteer-core";
import { look } from "./look.mjs";

const [base, ...more] = process.argv.slice(2);
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
  for (const screen of screens) {
    const wrong = (text) => problems.push(`${path} (${screen.name}): ${text}`);
    const links = await look(browser, base, path, screen, wrong);
    // Files are not pages, and the administration is looked at by admin.mjs.
    waiting.push(...links.filter((link) => !link.includes(".") && !link.startsWith("/admin")));
  }
}
await browser.close();

for (const problem of problems) console.log(problem);
console.log(`${seen.size} pages, ${problems.length} problems`);
process.exit(problems.length > 0 || seen.size < 10 ? 1 : 0);
