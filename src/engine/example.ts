// A stored record for tests: of one source, seen once, joined to nobody yet.
import type { RecordRow } from './ports/records.ts'

export const exampleRecord = (id: string, customer: string): RecordRow => ({
  home: '1',
  id,
  entity: 'customer',
  source: 's',
  namespace: 'n',
  key: id,
  customer,
  joinedAt: 0,
  firstAt: 0,
  shared: false,
  who: '',
})
