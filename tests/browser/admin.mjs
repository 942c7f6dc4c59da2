// Signs in to a running demonstration and looks at the screens of the administration as `look` does, in both languages, on a
// desk and on a phone; then goes the ways of a volunteer: import with a preview and its undo, a subscription and its payment.
//
// usage: node admin.mjs http://127.0.0.1:8080 LOGIN PASSWORD FILE_TO_IMPORT

import puppeteer from "puppeteer-core";
import { look } from "./look.mjs";

const [base, login, password, file] = process.argv.slice(2);
const outside = ["/admin/login", "/admin/login/forgotten", "/admin/password"];
const inside = [
  "/admin/", "/admin/members", "/admin/members?q=zzz", "/admin/members?category=-1&sort=-name", "/admin/members/1",
  "/admin/members/3", "/admin/members/3/edit", "/admin/members/3/delete", "/admin/members/3/subscribe",
  "/admin/members/new", "/admin/members/import", "/admin/subscriptions", "/admin/subscriptions?list=unpaid",
  "/admin/me?done=password-changed", "/admin/me/password", "/admin/me/second-factor", "/admin/me/sessions",
];
const screens = [
  { name: "desk-fr", width: 1280, height: 900, scheme: "light", language: "fr" },
  { name: "phone-fr", width: 360, height: 740, scheme: "dark", language: "fr" },
  { name: "desk-en", width: 1280, height: 900, scheme: "dark", language: "en" },
  { name: "phone-en", width: 360, height: 740, scheme: "light", language: "en" },
];
const problems = [];
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--lang=fr"],
});
const wrong = (where) => (text) => problems.push(`${where}: ${text}`);

for (const screen of screens) {
  const context = await browser.createBrowserContext();
  for (const path of outside) await look(context, base, path, screen, wrong(`${path} (${screen.name})`));
  const page = await enter(context, screen);
  for (const path of inside) await look(context, base, path, screen, wrong(`${path} (${screen.name})`));
  await page.close();
  await context.close();
}
const context = await browser.createBrowserContext();
const page = await enter(context, screens[1]);
try {
  await importAndUndo(page);
  await subscribeAndPay(page);
} catch (error) {
  problems.push(`journey: ${error.message} at ${page.url()}`);
}
await browser.close();

for (const problem of problems) console.log(problem);
console.log(`administration: ${outside.length + inside.length} screens, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);

async function enter(context, screen) {
  const page = await context.newPage();
  await page.setViewport({ width: screen.width, height: screen.height });
  await page.setExtraHTTPHeaders({ "accept-language": screen.language });
  await page.goto(`${base}/admin/login`);
  await page.type("#f-login", login);
  await page.type("#f-password", password);
  await follow(page, "main button.first");
  if (!page.url().endsWith("/admin/")) problems.push(`signing in led to ${page.url()}`);
  return page;
}

async function follow(page, selector) {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

async function must(page, what, holds) {
  if (!holds) problems.push(`${what} at ${page.url()}: ${(await page.$eval("main", (main) => main.innerText)).slice(0, 300)}`);
}

async function importAndUndo(page) {
  await page.goto(`${base}/admin/members/import`);
  await (await page.$("#f-file")).uploadFile(file);
  await follow(page, "main button.first");
  await must(page, "the preview", /import\/[0-9a-f]{32}/.test(page.url()));
  await follow(page, "form.confirm button.first");
  await must(page, "the import", page.url().includes("done=imported"));
  await follow(page, ".flash button");
  await must(page, "its undo", page.url().includes("done=import-undone"));
}

// A membership at a stand: after the search, the person, the subscription, the payment.
async function subscribeAndPay(page) {
  await page.goto(`${base}/admin/members?q=kjaergaard`);
  let taps = 0;
  const tap = async (selector) => { taps += 1; await follow(page, selector); };
  await tap("td .name");
  await tap("main .head .button.first");
  await page.select("#f-offer", await page.$eval("#f-offer", (select) => [...select.options].at(-1).value));
  await tap("main form button.first");
  if (page.url().includes("/payment")) await tap("main form button.first");
  await must(page, "the membership", page.url().includes("done="));
  if (taps > 4) problems.push(`a membership takes ${taps} taps`);
  console.log(`a membership at a stand: ${taps} taps after the search`);
}
