// Looks at pages in Chromium: `browse.cjs NODE_MODULES CHROMIUM`; what is to be done comes as JSON, a list of
// {url, script, width, entered, saved, shot}; what was found is printed as JSON, page by page. What is saved while a page
// is open, as {file, text, shows}, has to be shown before the next.
"use strict";
const fs = require("fs");
const path = require("path");
const [modules, chromium] = process.argv.slice(2);
const { chromium: browser } = require(path.join(modules, "playwright-core"));
const axe = path.join(modules, "axe-core", "axe.min.js");

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

async function look(opened, wish) {
  const context = await opened.newContext({
    javaScriptEnabled: wish.script !== false, viewport: { width: wish.width || 1100, height: 900 }, timezoneId: "Europe/Rome",
  });
  const page = await context.newPage(), wrong = [];
  page.setDefaultNavigationTimeout(120000); // what changes for whom takes long where other tests run beside
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.goto(wish.url);
  for (const [name, value] of Object.entries(wish.entered || {})) {
    const field = page.locator(`[name="${name}"]`);
    if (value === true) await field.check();
    else if (await field.evaluate((each) => each.tagName) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
  if (wish.click) {
    await page.locator(wish.click).first().click();
    await page.waitForLoadState();
  }
  const saved = [];
  for (const { file, text, shows } of wish.saved || []) {
    fs.writeFileSync(file, text);
    await page.waitForFunction((part) => document.body.innerText.includes(part), shows, { timeout: 60000 });
    saved.push(await page.locator("body").innerText());
  }
  if (wish.print) await page.emulateMedia({ media: "print" });
  const kept = await page.evaluate(() => ["h3", "svg", ".scroll", "tr"].map((name) => {
    const all = [...document.querySelectorAll(name)].map((each) => getComputedStyle(each));
    return [name, [...new Set(all.map((each) => `${each.breakInside} ${each.breakAfter}`))]];
  }));
  if (wish.shot) await page.screenshot({ path: wish.shot, fullPage: true });
  const found = { text: await page.locator("body").innerText(), wrong, saved, kept: Object.fromEntries(kept), url: page.url(), violations: [] };
  if (wish.script !== false) {
    await page.addScriptTag({ path: axe });
    const result = await page.evaluate(() => window.axe.run());
    found.violations = result.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).slice(0, 3)}`);
    found.wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }
  await context.close();
  return found;
}

(async () => {
  const wishes = JSON.parse(fs.readFileSync(0, "utf-8"));
  const opened = await browser.launch({ executablePath: chromium, args: ARGS });
  const found = [];
  for (const wish of wishes) found.push(await look(opened, wish));
  await opened.close();
  process.stdout.write(JSON.stringify(found));
})();
