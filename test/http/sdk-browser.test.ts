// The browser SDKs of Segment (in jsdom) and RudderStack (in Chromium), unmodified.
import { readFile } from 'node:fs/promises'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ProblemError } from '../../src/contract/problem.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { closeDoors, createDoor, listen, type TestDoor, until } from './door.ts'
import { overloaded, WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const require = createRequire(import.meta.url)
const { JSDOM }: { JSDOM: new (html: string, options: object) => Dom } = require('jsdom')

interface Dom {
  readonly window: object & { eval(script: string): unknown; close(): void }
}

/** A function of the page, called there with its argument. */
const inPage = (source: string, argument: object): string =>
  `(${source})(${JSON.stringify(argument)})`

type Item = Readonly<Record<string, unknown>>
const itemsOf = (door: TestDoor): Item[] => door.calls.flatMap(({ items }) => items as Item[])

describe('@segment/analytics-next in a browser', () => {
  let browser: TestBrowser
  let site: { readonly url: string; readonly server: Server }
  beforeAll(async () => {
    browser = await startBrowser()
    site = await startSite(
      '/segment.js',
      require.resolve('@segment/analytics-next').replace(/dist\/.*/, 'dist/umd/index.js'),
    )
  })
  afterAll(async () => {
    site.server.close()
    await browser.close()
  })

  test.each([
    ['asking for its settings', false, false],
    ['with settings of the page', true, false],
    ['in batches', true, true],
  ])('delivers every type, %s', async (_name, hasSettings, isBatching) => {
    const door = createDoor()
    const host = await listen(door.server)
    const page = await browser.context.newPage()
    await page.goto(site.url)
    await page.addScriptTag({ url: '/segment.js' })
    await page.evaluate(inPage(SEGMENT_CALLS, { host, key: WRITE_KEY, hasSettings, isBatching }))
    await until(() => itemsOf(door).length >= 5, 'all five have come')
    await page.close()
    const items = itemsOf(door)
    const types = door.calls.flatMap(({ type, items: sent }) =>
      sent.map((item) => type ?? (item as Item)['type']),
    )
    expect([...types].sort()).toEqual(['alias', 'group', 'identify', 'page', 'track'])
    expect(items.every(({ messageId }) => typeof messageId === 'string')).toBe(true)
    expect(door.calls.every(({ source }) => source === 'shop')).toBe(true)
    expect(door.calls[0]?.client).toMatchObject({ ip: '127.0.0.1', userAgent: expect.any(String) })
  })

  test('comes back after 429 although that is another origin', async () => {
    const door = createDoor()
    door.failures.push(overloaded(1))
    const page = await browser.context.newPage()
    await page.goto(site.url)
    await page.addScriptTag({ url: '/segment.js' })
    const host = await listen(door.server)
    await page.evaluate(
      inPage(SEGMENT_CALLS, {
        host,
        key: WRITE_KEY,
        hasSettings: true,
        isBatching: false,
      }),
    )
    await until(() => itemsOf(door).length >= 5, 'all five have come', 20_000)
    await page.close()
    expect(new Set(itemsOf(door).map(({ messageId }) => messageId)).size).toBe(5)
  })
})

/** Runs in the page. */
const SEGMENT_CALLS = `async ({ host, key, hasSettings, isBatching }) => {
  const { AnalyticsBrowser } = window.AnalyticsNext
  const delivery = isBatching
    ? { deliveryStrategy: { strategy: 'batching', config: { size: 5, timeout: 500 } } }
    : {}
  const sdk = AnalyticsBrowser.load(
    {
      writeKey: key,
      cdnURL: host,
      ...(hasSettings && { cdnSettings: { integrations: { 'Segment.io': { apiKey: key } } } }),
    },
    { integrations: { 'Segment.io': { apiHost: host.slice(7) + '/v1', protocol: 'http', ...delivery } } },
  )
  await sdk.identify('u1', { email: 'ann@example.com' })
  await sdk.track('Order Completed', { total: 42 })
  await sdk.page('Home')
  await sdk.group('g1', { name: 'Acme' })
  await sdk.alias('u2', 'u1')
}`

test('@segment/analytics-next in jsdom delivers as text/plain', async () => {
  const door = createDoor()
  const host = await listen(door.server)
  const path = require.resolve('@segment/analytics-next').replace(/dist\/.*/, 'dist/umd/index.js')
  const dom = new JSDOM('<!doctype html><title>Shop</title>', {
    url: 'http://shop.example/',
    runScripts: 'outside-only',
    pretendToBeVisual: true,
  })
  // jsdom has no fetch; Node's asks for no preflight, which the browser tests cover.
  Object.assign(dom.window, { fetch, Headers, Request, Response })
  dom.window.eval(await readFile(path, 'utf8'))
  const settings = { host, key: WRITE_KEY, hasSettings: true, isBatching: false }
  await dom.window.eval(inPage(SEGMENT_CALLS, settings))
  await until(() => itemsOf(door).length >= 5, 'all five have come')
  dom.window.close()
  expect(itemsOf(door).map(({ userId }) => userId)).toContain('u1')
})

describe('@rudderstack/analytics-js in a browser', () => {
  let browser: TestBrowser
  let site: { readonly url: string; readonly server: Server }
  beforeAll(async () => {
    browser = await startBrowser()
    site = await startSite(
      '/rudder.js',
      require
        .resolve('@rudderstack/analytics-js')
        .replace(/dist\/.*/, 'dist/npm/modern/bundled/umd/index.js'),
    )
  })
  afterAll(async () => {
    site.server.close()
    await browser.close()
  })

  test('asks for its source, passes the preflights and delivers every type', async () => {
    const door = createDoor()
    const host = await listen(door.server)
    const page = await browser.context.newPage()
    await page.goto(site.url)
    await page.addScriptTag({ url: '/rudder.js' })
    await page.evaluate(inPage(RUDDER_CALLS, { host, key: WRITE_KEY }))
    await until(() => itemsOf(door).length >= 5, 'all five have come', 20_000)
    await page.close()
    expect(door.calls.map(({ type }) => type).sort()).toEqual([
      'alias',
      'group',
      'identify',
      'page',
      'track',
    ])
    const identify = door.calls.find(({ type }) => type === 'identify')
    expect(identify?.items[0]).toMatchObject({ context: { traits: { email: 'ann@example.com' } } })
    expect(identify?.client).toMatchObject({ ip: '127.0.0.1' })
  })

  test('comes back after 503 with its retry headers', async () => {
    const door = createDoor()
    door.failures.push(new ProblemError('UNAVAILABLE', 'the database restarts'))
    const host = await listen(door.server)
    const page = await browser.context.newPage()
    await page.goto(site.url)
    await page.addScriptTag({ url: '/rudder.js' })
    await page.evaluate(inPage(RUDDER_CALLS, { host, key: WRITE_KEY }))
    await until(() => itemsOf(door).length >= 5, 'all five have come', 25_000)
    await page.close()
    expect(new Set(itemsOf(door).map(({ messageId }) => messageId)).size).toBe(5)
  })
})

/** Runs in the page. */
const RUDDER_CALLS = `async ({ host, key }) => {
  const { RudderAnalytics } = window.rudderanalytics
  const sdk = new RudderAnalytics()
  await new Promise((resolve) => {
    sdk.load(key, host, { configUrl: host, onLoaded: resolve })
  })
  sdk.identify('u1', { email: 'ann@example.com' })
  sdk.track('Order Completed', { total: 42 })
  sdk.page('Home')
  sdk.group('g1', { name: 'Acme' })
  sdk.alias('u2', 'u1')
}`

/** A page of another origin that has the SDK's script. */
async function startSite(path: string, file: string): Promise<{ url: string; server: Server }> {
  const script = await readFile(file)
  const server = createHttpServer((request, answer) => {
    const isScript = request.url === path
    answer.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    answer.end(
      isScript ? script : '<!doctype html><title>Shop</title><link rel="icon" href="data:,">',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, server }
}
