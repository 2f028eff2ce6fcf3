// Which record is whose while decisions are made: as it was read, and as what has been decided since has it.
import type { NeighbourRow, SaidText } from '../ports/match.ts'
import type { RecordRow } from '../ports/records.ts'

export interface Places {
  readonly rows: ReadonlyMap<string, RecordRow>
  readonly said: (record: string) => SaidText | undefined
  readonly customerOf: (record: string) => string | undefined
  readonly members: (customer: string) => readonly string[]
  readonly withNumber: (number: number) => string | undefined
  /** Adds what was read; a record that is there stays as it is, since more may be decided of it than is written. */
  readonly addRow: (row: RecordRow) => void
  readonly add: (neighbours: readonly NeighbourRow[]) => void
  readonly move: (record: string, customer: string) => void
}

const NOBODY: readonly string[] = []

export function createPlaces(): Places {
  const rows = new Map<string, RecordRow>()
  const said = new Map<string, SaidText>()
  const customerOf = new Map<string, string>()
  const members = new Map<string, string[]>()
  const numbered = new Map<number, string>()
  const join = (record: string, customer: string): void => {
    customerOf.set(record, customer)
    const list = members.get(customer)
    if (list) list.push(record)
    else members.set(customer, [record])
  }
  const addRow = (row: RecordRow): void => {
    if (customerOf.has(row.id)) return
    rows.set(row.id, row)
    join(row.id, row.customer)
  }
  return {
    rows,
    said: (record) => said.get(record),
    customerOf: (record) => customerOf.get(record),
    members: (customer) => members.get(customer) ?? NOBODY,
    withNumber: (number) => numbered.get(number),
    addRow,
    add: (neighbours) => {
      for (const { row, number, said: text } of neighbours) {
        numbered.set(number, row.id)
        if (!said.has(row.id)) said.set(row.id, text)
        addRow(row)
      }
    },
    move: (record, customer) => {
      const before = customerOf.get(record)
      if (before === customer) return
      if (before !== undefined) {
        const left = (members.get(before) ?? NOBODY).filter((id) => id !== record)
        members.set(before, left)
      }
      join(record, customer)
    },
  }
}
