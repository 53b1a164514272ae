// A person with a browser: walks through the shop in headless Chromium and keeps the HAR.
import {createRequire} from 'module';
const {chromium} = createRequire(process.argv[2] + '/')('playwright-core');
const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']});
const context = await browser.newContext({recordHar: {path: process.argv[3], content: 'embed'}});
const page = await context.newPage();
const at = (path) => page.goto('http://192.0.2.10' + path);
await at('/');
await at('/search?q=' + encodeURIComponent('table lamp'));
await at('/search?q=' + encodeURIComponent('select a gift from our catalogue'));
for (const id of [7, 8, 9]) await at('/product/' + id + '?ref=home&colour=' + encodeURIComponent('blå & grön'));
await page.fill('input[name=note]', 'Please don\'t ring; leave it at O\'Brien\'s -- thanks <3');
await page.fill('input[name=id]', '9');
await Promise.all([page.waitForNavigation(), page.evaluate(() => document.forms[0].submit())]);
await page.evaluate(() => fetch('/api/items?sort=-price&limit=20&fields=id,name').then((r) => r.json()));
await page.evaluate(() => fetch('/api/order', {method: 'POST', headers: {'content-type': 'application/json'},
  body: JSON.stringify({items: [{id: 9, count: 2}], note: 'union rate; drop at table 4'})}));
await at('/static/style.css');
await context.close();
await browser.close();
