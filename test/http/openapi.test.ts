// The API's description of itself: valid, complete, and shown on a page that loads nothing from elsewhere.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PROBLEMS } from '../../src/contract/problem.ts'
import { openapiDocument } from '../../src/http/openapi-document.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { closeDoors, createDoor, listen } from './door.ts'
import { WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

interface Operation {
  readonly summary: string
  readonly operationId: string
  readonly security: readonly object[]
  readonly responses: Readonly<Record<string, object>>
}

const document = await openapiDocument({ version: '0.0.0-test' })
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    route: `${method.toUpperCase()} ${path}`,
    operation: operation as Operation,
  })),
)

describe('the document', () => {
  test('is OpenAPI 3.1 and the same as the one served', async () => {
    expect(document.openapi).toBe('3.1.0')
    const { server } = createDoor()
    expect((await server.inject('/v1/openapi.json')).json()).toEqual(document)
  })

  test('refers only to schemas it has', () => {
    const schemas = (document['components'] as { schemas: object }).schemas
    const refs = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)
    const missing = [...refs].filter(([, name]) => !Object.hasOwn(schemas, name ?? ''))
    expect(missing).toEqual([])
  })

  test('names no path twice', () => {
    const paths = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, '{}'))
    expect(new Set(paths).size).toBe(paths.length)
  })

  test.each(operations)(
    '$route has a summary, an answer and its problems',
    ({ route, operation }) => {
      expect(operation.summary).toMatch(/^\S.+/)
      const statuses = Object.keys(operation.responses)
      expect(statuses.filter((status) => status < '300')).not.toEqual([])
      expect(statuses).toEqual(
        expect.arrayContaining(['400', '404', '405', '408', '429', '431', '500', '503']),
      )
      if (operation.security.length > 0)
        expect(statuses).toEqual(expect.arrayContaining(['401', '403']))
      for (const [status, response] of Object.entries(operation.responses)) {
        if (status < '400' || route === 'GET /health') continue
        expect(response).toEqual({ $ref: `#/components/responses/Problem${status}` })
      }
    },
  )

  test('says for each status which problems it may be', () => {
    const { responses } = document['components'] as { responses: Record<string, object> }
    for (const [code, [status]] of Object.entries(PROBLEMS)) {
      expect(responses[`Problem${status}`]).toMatchObject({
        description: expect.stringContaining(code),
        content: { 'application/problem+json': {} },
      })
    }
  })

  test('names all that a PostHog client is answered', async () => {
    const { server } = createDoor()
    const payload = { api_key: WRITE_KEY, batch: [] }
    const answer = await server.inject({ method: 'POST', url: '/batch/', payload })
    const operation = operations.find(({ route }) => route === 'POST /batch')?.operation
    const documented = JSON.stringify(operation?.responses['200'])
    expect(answer.json()).toMatchObject({ status: 1, success: true })
    for (const name of Object.keys(answer.json())) expect(documented).toContain(`"${name}":`)
  })

  test('gives each operation a name of its own', () => {
    const names = operations.map(({ operation }) => operation.operationId)
    expect(names).toContain('postView')
    expect(new Set(names).size).toBe(operations.length)
  })
})

describe('the reference page', () => {
  let browser: TestBrowser
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())

  test('renders in a browser under its own strict policy, and asks nobody else', async () => {
    const { server } = createDoor()
    const url = await listen(server)
    const page = await browser.context.newPage()
    const asked: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    const answer = await page.goto(`${url}/docs`)
    expect(answer?.headers()['content-security-policy']).not.toMatch(/unsafe|\*|http/)
    expect(await page.title()).toBe('Alidade API reference')
    expect(await page.locator('article').count()).toBe(operations.length)
    const width = await page.locator('main').evaluate((main) => main.getBoundingClientRect().width)
    expect(width).toBeLessThanOrEqual(992)
    expect(asked.filter((address) => !address.startsWith(url))).toEqual([])
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([])
    await page.close()
  })

  test('has one heading of the first level, labelled landmarks and no jump in levels', async () => {
    const { server } = createDoor()
    const page = await browser.context.newPage()
    await page.goto(`${await listen(server)}/docs/`)
    expect(await page.locator('h1').count()).toBe(1)
    expect(await page.locator('html[lang=en]').count()).toBe(1)
    for (const landmark of ['header', 'nav[aria-label]', 'main']) {
      expect(await page.locator(landmark).count()).toBe(1)
    }
    expect(await page.locator('a.skip').getAttribute('href')).toBe('#content')
    const levels = await page
      .locator('h1,h2,h3')
      .evaluateAll((headings) => headings.map((heading) => Number(heading.tagName[1])))
    expect(levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1)).toEqual([])
    const ids = await page.locator('[id]').evaluateAll((all) => all.map((element) => element.id))
    expect(new Set(ids).size).toBe(ids.length)
    await page.close()
  })

  test('explains every problem that an answer points to', async () => {
    const { server } = createDoor()
    const html = (await server.inject('/docs')).body
    for (const code of Object.keys(PROBLEMS)) expect(html).toContain(`id="${code}"`)
  })
})
