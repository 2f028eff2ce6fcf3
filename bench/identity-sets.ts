// The labelled sets that identity is measured on: public ones where they are present, and our own made-up customers.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { arrange, type EvaluationInput, readInput } from '../src/cli/identity-evaluate/input.ts'
import { generateCustomersMulti } from '../src/testing/customers-multi.ts'

export interface IdentitySet {
  readonly name: string
  /** undefined: its files are not on this machine */
  readonly read: ((orderSeed: number) => Promise<EvaluationInput>) | undefined
  /** pairwise F1 of other tools on the same set, as context */
  readonly others?: Readonly<Record<string, number>>
}

const DATA = join(import.meta.dirname, '..', '..', 'shared', 'data', 'identity')
const TRUTH = 'truth'

interface PublicSet {
  readonly files: readonly string[]
  /** further answers in the file, and columns that belong to no record */
  readonly ignored?: readonly string[]
  readonly others?: Readonly<Record<string, number>>
}

/**
 * Of other tools: Splink 5 with its tutorial's settings, clustered, measured by us over all true pairs; Splink's own
 * notebook; GoldenMatch as published in August 2026.
 */
const PUBLIC: Readonly<Record<string, PublicSet>> = {
  fake_1000: { files: ['fake_1000.csv'], others: { splink: 0.916 } },
  febrl1: { files: ['febrl1.csv'] },
  febrl2: { files: ['febrl2.csv'] },
  febrl4: {
    files: ['febrl4a.csv', 'febrl4b.csv'],
    others: { splink: 0.9993, splinkNotebook: 0.9998, goldenMatch: 0.924 },
  },
  historical_50k: {
    files: ['historical_50k.csv.gz'],
    others: { splink: 0.828, goldenMatch: 0.827 },
  },
  pseudopeople_census: {
    files: ['pseudopeople_decennial_census.csv.gz'],
    ignored: [
      'truth_household_id',
      'truth_guardian_1',
      'truth_guardian_2',
      'noise_copy_age',
      'noise_copy_date_of_birth',
    ],
  },
}

export function publicSets(): readonly IdentitySet[] {
  return Object.entries(PUBLIC).map(([name, { files, ignored = [], others }]) => {
    const paths = files.map((file) => join(DATA, file))
    const isPresent = paths.every((path) => existsSync(path))
    const read = (orderSeed: number): Promise<EvaluationInput> =>
      readInput({ paths, truthColumn: TRUTH, ignoredColumns: ignored, orderSeed })
    return { name, read: isPresent ? read : undefined, ...(others && { others }) }
  })
}

/** Other people for each order: of made-up customers there are as many as one likes. */
export function customersMulti(records: number): IdentitySet {
  return {
    name: `customers-multi-${records}`,
    read: async (orderSeed) =>
      arrange([...generateCustomersMulti({ records, seed: orderSeed })], orderSeed, {
        truthOf: ({ truth }) => truth.person,
        sourceOf: () => 'customers-multi',
        traitsOf: ({ source, cells }) => ({ source, ...cells }),
      }),
  }
}
