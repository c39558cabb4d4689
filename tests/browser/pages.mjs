// node pages.mjs CHROMIUM FILE... : pages (.html) through axe-core by WCAG 2.2 AA, and for what spills over; calendar files
// (.ics) through ical.js. Says each fault; exit code 1 when there is any.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import ICAL from 'ical.js';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const [executablePath, ...files] = process.argv.slice(2);
const faults = [];

function checkCalendar(file) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, 'utf8')));
  const ids = new Set();
  for (const one of calendar.getAllSubcomponents('vevent')) {
    const event = new ICAL.Event(one);
    if (!event.startDate.isDate) faults.push(`${file}: ${event.uid} is no whole day`);
    if (event.endDate.subtractDate(event.startDate).toSeconds() !== 86400) faults.push(`${file}: ${event.uid} is not one day`);
    if (ids.has(event.uid)) faults.push(`${file}: ${event.uid} stands twice`);
    if (!event.summary) faults.push(`${file}: ${event.uid} says nothing`);
    ids.add(event.uid);
  }
  if (ids.size === 0) faults.push(`${file}: no event`);
}

async function checkPage(browser, file) {
  for (const width of [1024, 320]) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const fetched = [];
    page.on('request', (request) => { if (!request.url().startsWith('file:')) fetched.push(request.url()); });
    await page.goto(pathToFileURL(file).href);
    await page.evaluate(axe);
    const result = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: 'tag', values } }), rules);
    for (const one of result.violations)
      faults.push(`${file} at ${width}: ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((n) => n.html).join(' | ')}`);
    if (result.passes.length === 0) faults.push(`${file}: no rule ran`);
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (spill > 0) faults.push(`${file} at ${width}: the page is ${spill} px wider than the window`);
    for (const url of fetched) faults.push(`${file}: fetches ${url}`);
    await page.close();
  }
}

if (files.length === 0) faults.push('no file to look at');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const file of files) {
    if (file.endsWith('.ics')) checkCalendar(file);
    else await checkPage(browser, file);
  }
} finally {
  await browser.close();
}
faults.forEach((fault) => console.error(fault));
console.log(`${files.length} files, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
