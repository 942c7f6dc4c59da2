// Opens one page in Chromium and says everything that is wrong with it: errors in the console, broken sources, refusals by
// the content policy, a page wider than the screen, violations of the rules of accessibility (axe-core).

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/// Gives the addresses that the page links to. `wrong` is told each fault.
export async function look(context, base, path, screen, wrong) {
  const page = await context.newPage();
  try {
    await page.setViewport({ width: screen.width, height: screen.height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: screen.scheme }]);
    await page.setExtraHTTPHeaders({ "accept-language": screen.language ?? "fr" });
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
    return await page.$$eval("a[href^='/']", (links) => links.map((link) => link.getAttribute("href").split("#")[0]));
  } catch (error) {
    wrong(error.message);
    return [];
  } finally {
    await page.close();
  }
}
