// What identity work is asked and what it answers: the words shared by the files of this stage.
import type { Link, RecordFacts } from '../../contract/link.ts'

/** Everything that can matter for a set of records: closed under shared values and assertions. */
export interface ClusterFacts {
  readonly records: readonly RecordFacts[]
  /** rows that no rule makes (basis 'person' or 'match'), retractions included; rule rows are ignored */
  readonly assertions: readonly Link[]
  /** ids of identifiers that stand on too many records: they join nobody and are not followed */
  readonly generic?: ReadonlySet<string>
}

/** A join that a rule makes; together with the person links in force these span each customer. */
export interface RuleLink {
  /** recordA < recordB */
  readonly recordA: string
  readonly recordB: string
  /** shared:<namespace>, sighting:<namespace> or alias */
  readonly rule: string
  /** first the id of the identifier, then the ids of the events that showed it */
  readonly evidence: readonly string[]
  /** ms: the moment from which the evidence was complete */
  readonly at: number
}

export type Constraint =
  | 'different_by_person'
  | 'overruled_by_person'
  | 'different_entity'
  | 'values_per_customer'
  | 'records_per_customer'
  | 'alias_untrusted'
  | 'shared_device'
  | 'different_people'
  | 'shared_contact'

/** A join that the facts suggest and a constraint forbids. */
export interface RejectedJoin {
  /** recordA < recordB */
  readonly recordA: string
  readonly recordB: string
  readonly rule: string
  readonly constraint: Constraint
  /**
   * which: the namespace of the limit or of what is shared, the id of the person's link, the untrusted source, what
   * tells the people apart (given_name+birth_date); else ''
   */
  readonly which: string
  /** as on RuleLink */
  readonly evidence: readonly string[]
  readonly at: number
}

/** A value that several records hold and that joins none of them. */
export interface IgnoredValue {
  readonly identifier: string
  readonly namespace: string
  readonly why: 'generic' | 'blocked'
}

export interface MemberRecord {
  readonly record: string
  /**
   * ms: from when on the record is connected with the customer's first record; for the first record
   * from when on anything is connected with it; for a record alone its firstAt.
   */
  readonly joinedAt: number
}

export interface ResolvedCustomer {
  /** id of the record with the earliest firstAt: a customer id that was shown once rarely changes */
  readonly id: string
  /** earliest first */
  readonly records: readonly MemberRecord[]
}

/** Whose an anonymous device is. */
export interface DeviceOwnership {
  readonly record: string
  /** customer ids; one = it belongs to that customer, none = to nobody known */
  readonly owners: readonly string[]
  /** several customers (or too many to follow) use it: its events are shared out by time */
  readonly shared: boolean
}

export interface Resolution {
  readonly customers: readonly ResolvedCustomer[]
  readonly links: readonly RuleLink[]
  /** links of people and of the matcher that hold customers together, beside `links` */
  readonly decided: readonly Link[]
  readonly rejected: readonly RejectedJoin[]
  readonly ignored: readonly IgnoredValue[]
  readonly devices: readonly DeviceOwnership[]
}
