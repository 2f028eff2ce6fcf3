// Which record is whose while decisions are made: as it was read, and as what has been decided since has it.
import type { NeighbourRow, SaidText } from '../ports/match.ts'
import type { RecordRow } from '../ports/records.ts'
import type { Reading } from './reading.ts'

/** What is known of a record here. */
export interface Place {
  readonly row: RecordRow
  /** undefined where it says nothing, or is a subject */
  readonly said: SaidText | undefined
  /** customer by what has been decided */
  customer: string
  /** what the model read in it, once somebody asked; of a subject what it says now */
  reading: Reading | undefined
}

export interface Places {
  readonly of: (record: string) => Place | undefined
  readonly all: () => Iterable<Place>
  readonly members: (customer: string) => readonly string[]
  readonly withNumber: (number: number) => string | undefined
  /** how many have a number here */
  readonly named: () => number
  /** Adds what was read; a record that is there stays as it is, since more may be decided of it than is written. */
  readonly add: (neighbours: readonly NeighbourRow[]) => void
  /** Adds a record that is looked at, with what it says now. */
  readonly addSubject: (row: RecordRow, reading: Reading) => void
  readonly move: (record: string, customer: string) => void
}

const NOBODY: readonly string[] = []

export function createPlaces(): Places {
  const places = new Map<string, Place>()
  const members = new Map<string, string[]>()
  const numbered = new Map<number, string>()
  const join = (record: string, customer: string): void => {
    const list = members.get(customer)
    if (list) list.push(record)
    else members.set(customer, [record])
  }
  const begin = (row: RecordRow, said: SaidText | undefined): Place => {
    const place: Place = { row, said, customer: row.customer, reading: undefined }
    places.set(row.id, place)
    join(row.id, row.customer)
    return place
  }
  /** A decision asks several things of one record in a row. */
  let last: Place | undefined
  return {
    of: (record) => {
      if (last?.row.id !== record) last = places.get(record)
      return last
    },
    all: () => places.values(),
    members: (customer) => members.get(customer) ?? NOBODY,
    withNumber: (number) => numbered.get(number),
    named: () => numbered.size,
    add: (neighbours) => {
      for (const { row, number, said } of neighbours) {
        if (numbered.has(number)) continue
        numbered.set(number, row.id)
        if (!places.has(row.id)) begin(row, said)
      }
    },
    addSubject: (row, reading) => {
      const place = places.get(row.id) ?? begin(row, undefined)
      place.reading = reading
    },
    move: (record, customer) => {
      const place = places.get(record)
      if (!place || place.customer === customer) return
      const left = (members.get(place.customer) ?? NOBODY).filter((id) => id !== record)
      members.set(place.customer, left)
      place.customer = customer
      join(record, customer)
    },
  }
}
