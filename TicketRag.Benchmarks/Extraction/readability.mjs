// Readability.js with jsdom over the same pages, one after the other: node readability.mjs <folder with node_modules> <folder of pages>
// A line of JSON for each page, {page, content}; at the end {seconds, bytes, peak} (seconds of parsing and extraction alone, peak resident set in bytes).
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [packages, pages] = process.argv.slice(2);
const load = createRequire(join(packages, 'package.json'));
const { JSDOM, VirtualConsole } = load('jsdom');
const { Readability } = load('@mozilla/readability');

let seconds = 0;
let bytes = 0;
for (const page of readdirSync(pages, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name).sort()) {
  const source = readFileSync(join(pages, page, 'source.html'));
  bytes += source.length;
  const start = process.hrtime.bigint();
  const dom = new JSDOM(source.toString('utf8'), { url: 'http://fakehost/test/page.html', virtualConsole: new VirtualConsole() });
  const article = new Readability(dom.window.document).parse();
  seconds += Number(process.hrtime.bigint() - start) / 1e9;
  process.stdout.write(JSON.stringify({ page, content: article?.content ?? '' }) + '\n');
  dom.window.close();
}
process.stdout.write(JSON.stringify({ seconds, bytes, peak: process.resourceUsage().maxRSS * 1024 }) + '\n');
