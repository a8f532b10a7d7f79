// Looks at pages in a browser, as their readers do.
//
//   node check.mjs [-shots FOLDER] FILE.html ...
//   node check.mjs [-shots FOLDER] -dashboard ADDRESS
//
// Each page must have, in light and in dark: no finding of axe-core; no sideways scroll
// at 320, 390, 768 and 1280 pixels; no request beyond the file; no script; no id twice; a
// title and a description in each picture. On A4, no sheet ends with a heading. With
// -shots it also writes pictures: phone and laptop in light, laptop in dark, and the PDF.
//
// With -dashboard it opens the running examples/dashboard with JavaScript off. The page must
// show the lights of the desk, lead to a ticket, to an incident and back, set the clock by
// its button, and ask nobody else.
//
// The last line counts: "N passed, N failed". The exit status is 1 if a page fails.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import puppeteer from 'puppeteer-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const widths = [320, 390, 768, 1280]

let shots = ''
let dashboard = ''
const files = []
for (let args = process.argv.slice(2); args.length > 0; ) {
  const arg = args.shift()
  if (arg === '-shots') shots = args.shift()
  else if (arg === '-dashboard') dashboard = args.shift()
  else files.push(resolve(arg))
}
if (files.length === 0 && !dashboard) {
  console.error('usage: node check.mjs [-shots FOLDER] [-dashboard ADDRESS] FILE.html ...')
  process.exit(2)
}
if (shots) mkdirSync(shots, { recursive: true })

const work = mkdtempSync(join(tmpdir(), 'pages-'))
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--hide-scrollbars', '--lang=en'],
})

// inspect runs in the page and gives what is wrong with its elements.
function inspect() {
  const wrong = []
  const scripts = document.querySelectorAll('script').length
  if (scripts > 0) wrong.push(`${scripts} scripts`)
  for (const e of document.querySelectorAll('*')) {
    for (const a of e.attributes) {
      if (/^on/i.test(a.name)) wrong.push(`${e.tagName} has the handler ${a.name}`)
    }
  }
  const ids = new Map()
  for (const e of document.querySelectorAll('[id]')) ids.set(e.id, (ids.get(e.id) ?? 0) + 1)
  for (const [id, n] of ids) if (n > 1) wrong.push(`${n} elements have the id ${id}`)
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    const id = decodeURIComponent(link.getAttribute('href').slice(1))
    if (id && !document.getElementById(id)) wrong.push(`a link leads to #${id}, which no element has`)
  }
  for (const svg of document.querySelectorAll('svg[role=img]')) {
    const named = (name) => svg.querySelector(`:scope > ${name}`)?.textContent.trim()
    if (!named('title') || !named('desc')) wrong.push('a picture without title or description')
  }
  for (const svg of document.querySelectorAll('svg:not([role=img])')) {
    if (!svg.closest('svg[role=img], [aria-hidden=true]')) wrong.push('an svg that is neither a picture nor hidden')
  }
  if (!document.documentElement.lang) wrong.push('no language')
  return wrong
}

// wider gives the elements that make the page wider than the window.
function wider() {
  const room = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= room) return []
  const all = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > room + 0.5)
  return all.slice(0, 3).map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} "${e.textContent.trim().slice(0, 40)}"`)
}

// headingsAtEnd gives the headings that stand last on a sheet of the PDF.
function headingsAtEnd(pdf, headings) {
  const same = (text) => text.replace(/\s+/g, '')
  const known = new Set(headings.map(same))
  const sheets = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\f')
  return sheets.flatMap((sheet, i) => {
    const last = sheet.trimEnd().split('\n').at(-1) ?? ''
    return last.trim() && known.has(same(last)) ? [`sheet ${i + 1} ends with the heading "${last.trim()}"`] : []
  })
}

// covered gives the texts of pictures that lie on each other, and those that leave the window.
function covered() {
  const wrong = []
  const room = document.documentElement.clientWidth
  for (const svg of document.querySelectorAll('svg[role=img]')) {
    const texts = [...svg.querySelectorAll('text')].map((e) => ({ e, b: e.getBoundingClientRect() })).filter((t) => t.b.width > 0)
    for (const [i, t] of texts.entries()) {
      const name = (x) => `"${x.e.textContent.slice(0, 30)}"`
      if (t.b.left < -1 || t.b.right > room + 1) wrong.push(`${name(t)} leaves the window`)
      for (const u of texts.slice(i + 1)) {
        const across = Math.min(t.b.right, u.b.right) - Math.max(t.b.left, u.b.left)
        const down = Math.min(t.b.bottom, u.b.bottom) - Math.max(t.b.top, u.b.top)
        if (across > 1 && down > 4) wrong.push(`${name(t)} lies on ${name(u)}`) // a line of text has some air
      }
    }
  }
  return wrong.slice(0, 5)
}

async function check(file) {
  const wrong = new Set()
  const page = await browser.newPage()
  const requests = []
  page.on('request', (r) => {
    if (r.url() !== pathToFileURL(file).href && !r.url().startsWith('data:')) requests.push(r.url())
  })
  page.on('console', (m) => {
    if (['error', 'warn'].includes(m.type())) wrong.add(`the browser says: ${m.text()}`)
  })
  const name = basename(file, '.html')
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    for (const width of widths) {
      await page.setViewport({ width, height: 900 })
      await page.goto(pathToFileURL(file).href)
      for (const e of await page.evaluate(wider)) wrong.add(`${width} px ${scheme}: wider than the window: ${e}`)
      if (scheme === 'light') for (const e of await page.evaluate(covered)) wrong.add(`${width} px: a text of a picture: ${e}`)
      if (width === 390 || width === 1280) {
        await page.evaluate(axe)
        const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }))
        for (const v of found.violations) {
          wrong.add(`${width} px ${scheme}: axe ${v.id}: ${v.help}: ${v.nodes.length} places, first ${v.nodes[0].html.slice(0, 160)}`)
        }
        if (shots && (scheme === 'light' || width === 1280)) {
          const what = width === 390 ? 'phone' : scheme === 'dark' ? 'dark' : 'laptop'
          await page.screenshot({ path: join(shots, `${name}.${what}.png`), fullPage: true })
        }
      }
    }
  }
  for (const w of await page.evaluate(inspect)) wrong.add(w)
  for (const r of new Set(requests)) wrong.add(`a request of ${r}`)
  await page.emulateMediaFeatures([])
  const headings = await page.$$eval('h1, h2, h3, h4', (all) => all.map((h) => h.innerText))
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true })
  const path = join(shots || work, `${name}.pdf`)
  writeFileSync(path, pdf)
  for (const w of headingsAtEnd(path, headings)) wrong.add(w)
  const sheets = Number(/Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [path], { encoding: 'utf8' }))[1])
  await page.close()
  return { wrong: [...wrong], sheets }
}

// lightsOf runs in the desk and gives its lights: the colour and the word of each that can be
// seen.
function lightsOf() {
  const seen = (e) => e.getBoundingClientRect().width > 4 && getComputedStyle(e).visibility === 'visible'
  return [...document.querySelectorAll('td .b')]
    .filter((e) => e.querySelector('svg') && seen(e.querySelector('svg')) && e.innerText.trim())
    .map((e) => ({ colour: e.classList[1], word: e.innerText.trim() }))
}

// checkDashboard uses the dashboard as somebody does whose browser runs no scripts.
async function checkDashboard(address) {
  const wrong = new Set()
  const page = await browser.newPage()
  await page.setJavaScriptEnabled(false)
  page.setDefaultTimeout(10_000)
  page.on('request', (r) => {
    if (!r.url().startsWith(`${address}/`)) wrong.add(`a request of ${r.url()}`)
    if (/\/(renew\.js|changes)$/.test(r.url())) wrong.add(`JavaScript is on: a request of ${r.url()}`)
  })
  page.on('response', (r) => {
    if (r.status() >= 400 && !r.url().endsWith('/favicon.ico')) wrong.add(`${r.url()} answers ${r.status()}`)
  })
  const desk = async () => {
    const holder = await page.$('iframe')
    if (!holder) throw new Error('no frame holds the desk')
    return holder.contentFrame()
  }
  // follow clicks on a link of the desk and gives the title of the page that it leads to.
  const follow = async (link) => {
    const frame = await desk()
    const found = await frame.$(link)
    if (!found) throw new Error(`the desk has no link ${link}`)
    await Promise.all([frame.waitForNavigation(), found.click()])
    return frame.$eval('h1', (h) => h.innerText)
  }
  try {
    for (const width of widths) {
      await page.setViewport({ width, height: 900 })
      await page.goto(`${address}/`)
      for (const e of await page.evaluate(wider)) wrong.add(`${width} px: wider than the window: ${e}`)
      for (const e of await (await desk()).evaluate(wider)) wrong.add(`${width} px: the desk is wider than its frame: ${e}`)
      if (shots && (width === 390 || width === 1280)) {
        await page.screenshot({ path: join(shots, `dashboard.${width === 390 ? 'phone' : 'laptop'}.png`) })
      }
    }
    const lights = await (await desk()).evaluate(lightsOf)
    for (const colour of ['miss', 'risk', 'met']) {
      if (!lights.some((l) => l.colour === colour)) wrong.add(`of ${lights.length} lights on the desk none is ${colour}`)
    }
    for (const [link, title] of [['a[href="/ticket/INC-4113/first-response"]', 'INC-4113'], ['a[href="/incident/OUT-31"]', 'OUT-31']]) {
      const got = await follow(link)
      if (!got.includes(title)) wrong.add(`${link} leads to "${got}"`)
      await page.goto(`${address}/`)
    }
    const instant = async () => /^As of\s+(.+)$/m.exec(await (await desk()).$eval('body', (b) => b.innerText))?.[1]
    const before = await instant()
    await Promise.all([page.waitForNavigation(), page.click('form[action="/hour"] button')])
    const after = await instant()
    if (!before || before === after) wrong.add(`the button leaves the desk at ${before}`)
  } catch (e) {
    wrong.add(e.message)
  }
  await page.close()
  return [...wrong]
}

let failed = 0
if (dashboard) {
  const wrong = await checkDashboard(dashboard)
  console.log(`${wrong.length ? 'FAIL' : 'ok  '} dashboard with JavaScript off`)
  for (const w of wrong) console.log(`     ${w}`)
  if (wrong.length) failed++
}
for (const file of files) {
  const { wrong, sheets } = await check(file)
  console.log(`${wrong.length ? 'FAIL' : 'ok  '} ${basename(file)}, ${sheets} A4 sheets`)
  for (const w of wrong) console.log(`     ${w}`)
  if (wrong.length) failed++
}
await browser.close()
rmSync(work, { recursive: true })
console.log(`${files.length + (dashboard ? 1 : 0) - failed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
