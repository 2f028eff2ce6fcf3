// Renders the OpenAPI document as one page of plain HTML: no script, nothing from elsewhere, readable with
// a screen reader and without a network.
import { PROBLEMS } from '../contract/problem.ts'

type Json = Readonly<Record<string, unknown>>

interface Operation {
  readonly method: string
  readonly path: string
  readonly tag: string
  readonly spec: Json
}

/** @param document as `GET /v1/openapi.json` answers it */
export function renderReference(document: object): string {
  const spec = document as Json
  const info = record(spec['info'])
  const groups = groupByTag(operationsOf(spec))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info['title'])} API reference</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>${escaped(info['title'])} API reference</h1>
<p>Version ${escaped(info['version'])}. ${escaped(info['description'])}</p>
<p><a href="/v1/openapi.json">OpenAPI 3.1 document</a></p>
</header>
${navigation([...groups.keys()])}
<main id="content">
${[...groups].map(([tag, operations]) => group(tag, operations)).join('\n')}
${problemTable()}
${schemaSection(spec)}
</main>
</body>
</html>
`
}

function operationsOf(spec: Json): Operation[] {
  return Object.entries(record(spec['paths'])).flatMap(([path, methods]) =>
    Object.entries(record(methods)).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      tag: String(list(record(operation)['tags'])[0] ?? 'other'),
      spec: record(operation),
    })),
  )
}

function groupByTag(operations: readonly Operation[]): ReadonlyMap<string, Operation[]> {
  const groups = new Map<string, Operation[]>()
  for (const operation of operations) {
    const group = groups.get(operation.tag)
    if (group) group.push(operation)
    else groups.set(operation.tag, [operation])
  }
  return groups
}

function navigation(tags: readonly string[]): string {
  const links = [...tags, 'problems', 'schemas'].map(
    (tag) => `<li><a href="#${escaped(tag)}">${escaped(tag)}</a></li>`,
  )
  return `<nav aria-label="Sections"><ul>${links.join('')}</ul></nav>`
}

function group(tag: string, operations: readonly Operation[]): string {
  return `<section id="${escaped(tag)}"><h2>${escaped(tag)}</h2>
${operations.map(operationBlock).join('\n')}
</section>`
}

function operationBlock({ method, path, spec }: Operation): string {
  return `<article>
<h3><code>${escaped(method)} ${escaped(path)}</code></h3>
<p>${escaped(spec['summary'])}. ${escaped(spec['description']).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>
${parameterTable(list(spec['parameters']))}
${bodyBlock(spec)}
${responseList(record(spec['responses']))}
</article>`
}

function parameterTable(parameters: readonly unknown[]): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(record).map((parameter) => {
    const need = parameter['required'] === true ? 'required' : 'optional'
    return `<tr><th scope="row"><code>${escaped(parameter['name'])}</code></th>
<td>${escaped(parameter['in'])}, ${need}</td><td>${escaped(describe(parameter))}</td></tr>`
  })
  return `<table><caption>Parameters</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Where</th><th scope="col">What</th></tr></thead>
<tbody>${rows.join('')}</tbody></table>`
}

function describe(parameter: Json): string {
  const schema = record(parameter['schema'])
  const choices = list(schema['enum'])
  const type = choices.length > 0 ? `one of ${choices.join(', ')}` : String(schema['type'] ?? 'any')
  const text = parameter['description'] ?? schema['description']
  return text === undefined ? type : `${type}: ${String(text)}`
}

function bodyBlock(spec: Json): string {
  const [content] = Object.values(record(record(spec['requestBody'])['content']))
  if (content === undefined) return ''
  return schemaBlock('Request body', record(content)['schema'])
}

function responseList(responses: Json): string {
  const blocks = Object.entries(responses)
    .filter(([status]) => status < '400')
    .map(([status, response]) => {
      const [content] = Object.values(record(record(response)['content']))
      return schemaBlock(`Answer ${status}`, record(content)['schema'])
    })
  const problems = Object.keys(responses).filter((status) => status >= '400')
  return `${blocks.join('\n')}
<p>Problems: ${problems.map(escaped).join(', ')}.</p>`
}

function schemaBlock(title: string, schema: unknown): string {
  if (schema === undefined) return `<p>${escaped(title)}: no content.</p>`
  const text = escaped(JSON.stringify(schema, null, 2))
  return `<details><summary>${escaped(title)}</summary><pre tabindex="0"><code>${text}</code></pre></details>`
}

/** Every `type` of a problem leads here. */
function problemTable(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, [status, title]]) =>
      `<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${escaped(title)}</td></tr>`,
  )
  return `<section id="problems"><h2>problems</h2>
<table><caption>Every problem an answer can name</caption>
<thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></section>`
}

function schemaSection(spec: Json): string {
  const schemas = Object.entries(record(record(spec['components'])['schemas']))
  const blocks = schemas.map(([name, schema]) => schemaBlock(name, schema))
  return `<section id="schemas"><h2>schemas</h2>${blocks.join('\n')}</section>`
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
function escaped(value: unknown): string {
  return String(value ?? '').replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
}

/** Dark on light at a contrast of at least 7:1, visible focus, wide content scrolls in itself. */
export const REFERENCE_STYLE = `
:root { color-scheme: light; --ink: #16202a; --line: #8a97a3; --link: #0b4a8f }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; color: var(--ink); background: #fff;
  font: 1rem/1.5 system-ui, sans-serif }
a { color: var(--link) }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -100vw }
.skip:focus { left: 1rem; background: #fff; padding: .5rem }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none }
nav a { display: inline-block; padding: .25rem 0 }
article { border-top: 1px solid var(--line); padding: .5rem 0 }
h3 { margin: .5rem 0; font-size: 1rem; overflow-wrap: anywhere }
table { border-collapse: collapse }
caption { text-align: left; font-weight: 600 }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; overflow-wrap: anywhere }
pre { overflow-x: auto; background: #f2f4f6; padding: .75rem; font-size: .875rem }
summary { cursor: pointer; padding: .25rem 0 }
tr:target { background: #fff3c4 }
`
