// Whether events bring what the company's own journeys name.
import type pg from 'pg'
import { Definitions } from '../../contract/definition.ts'
import type { Journey } from '../../contract/journey.ts'
import { journeyDoubts } from '../../engine/bearing/journey-doubts.ts'
import { compileDefinitions } from '../../engine/compiled.ts'
import { definitionBook } from '../../store/books.ts'
import { situationBook } from '../../store/situation.ts'
import { askPool } from '../../store/wire/ask.ts'
import { loadAllDefinitions } from '../definitions.ts'
import { DEFINITIONS } from '../package-files.ts'
import { keyedHash } from '../secrets.ts'
import { type Finding, ok, warn } from './check.ts'

/** A journey that names what no event brings gives nobody a position. */
export async function checkJourneys(pool: pg.Pool): Promise<Finding> {
  const ask = askPool(pool)
  const stored = await definitionBook(ask).definitions()
  const read = stored && Definitions.safeParse(stored.body)
  if (!read?.success) return ok('journeys', 'as they came')
  const compiled = compileDefinitions(read.data, stored?.version ?? 0)
  const doubts = await journeyDoubts(await ownJourneys(read.data), compiled, {
    store: situationBook(ask),
    hash: keyedHash(NO_PEPPER),
  })
  return doubts.length === 0
    ? ok('journeys', 'events bring what they name')
    : warn('journeys', doubts.join('; '), 'See what comes in with alidade events tail')
}

/** What ships is for many companies; nobody misses it where it does not fit. */
async function ownJourneys({ journeys = [] }: Definitions): Promise<readonly Journey[]> {
  const shipped = (await loadAllDefinitions(DEFINITIONS)).journeys ?? []
  const texts = new Set(shipped.map((journey) => JSON.stringify(journey)))
  return journeys.filter((journey) => !texts.has(JSON.stringify(journey)))
}

/** Ids are made on the way and forgotten. */
const NO_PEPPER = '0'.repeat(64)
