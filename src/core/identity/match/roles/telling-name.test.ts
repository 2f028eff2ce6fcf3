// The given name is found by what it tells apart, in languages of which no list of names is kept.
import { describe, expect, test } from 'vitest'
import { chanceFrom } from '../train/chance.ts'
import { assignRoles } from './assign.ts'

const GIVEN = 'Апол Верин Дарог Елиш Жанум Зорел Илвар Кетуш Лорин Мавел Нирош Осклан'.split(' ')
const FAMILY = 'Барундов Вельтин Гроштак Дубравин Ержанов Зиптель Калнов Ловриш Мурдан'.split(' ')
const TOWNS = 'Альбруг Вестор Клинц Морава Ольштад Тарнов'.split(' ')

interface Person {
  readonly [column: string]: string
}

/** Homes of one or two people, each with a few records, under columns that say nothing. */
function register(homes: number, people: number, whole = false): readonly Person[] {
  const chance = chanceFrom(3)
  const pick = (list: readonly string[], more = 40): string =>
    `${list[Math.floor(chance() * list.length)]}${'абвгдежзиклмнопрст'.charAt(Math.floor(chance() * more))}`
  const rows: Person[] = []
  for (let home = 0; home < homes; home++) {
    const family = pick(FAMILY)
    const shared = { c1: `Прольная ${home}`, c2: pick(TOWNS, 1), c3: String(10_000 + home * 7) }
    for (let one = 0; one < people; one++) {
      const given = pick(GIVEN)
      const born = `${1940 + ((home * 7 + one * 31) % 60)}-0${1 + (home % 9)}-1${one}`
      const names = whole ? { c4: `${given} ${family}` } : { c4: given, c5: family }
      for (let copy = 0; copy < 2; copy++) rows.push({ ...shared, ...names, c6: born })
    }
  }
  return rows
}

const roleOf = (rows: readonly Person[], column: string) =>
  assignRoles(rows).find((own) => own.column === column)?.role

describe('people of one home', () => {
  test('the column that goes with the birth date and not with the address is the given name', () => {
    const rows = register(120, 2)
    expect(roleOf(rows, 'c4')).toBe('given_name')
    expect(roleOf(rows, 'c5')).not.toBe('given_name')
    expect(roleOf(rows, 'c2')).not.toBe('given_name')
  })

  test('it is a whole name where it has several words', () => {
    expect(roleOf(register(120, 2, true), 'c4')).toBe('full_name')
  })

  test('names in each other’s place show the family name', () => {
    const rows = register(120, 2).map(({ c4 = '', c5 = '', ...row }, at) =>
      at % 20 === 0 ? { ...row, c4: c5, c5: c4 } : { ...row, c4, c5 },
    )
    expect(roleOf(rows, 'c4')).toBe('given_name')
    expect(roleOf(rows, 'c5')).toBe('family_name')
  })

  test('mailbox and telephone stand in for a birth date', () => {
    const rows = register(120, 2).map(({ c6 = '', c4 = '', ...row }) => ({
      ...row,
      c4,
      c7: `${c6.replaceAll('-', '')}${row['c3']}@mail.example`,
      c8: `07${row['c3']}${c6.slice(0, 4)}${c6.slice(-1)}`,
    }))
    expect(roleOf(rows, 'c4')).toBe('given_name')
  })

  test('a whole name that is turned round or lacks a part is the same', () => {
    const rows = register(120, 2, true).map(({ c4 = '', ...row }, at) =>
      at % 4 === 0 ? { ...row, c4: c4.split(' ').reverse().join(' ') } : { ...row, c4 },
    )
    expect(roleOf(rows, 'c4')).toBe('full_name')
  })

  test('a register of firms has no names of people', () => {
    const rows = register(120, 2)
    const roles = assignRoles(rows, {}, { ofOrganisations: true })
    expect(roles.map(({ role }) => role)).not.toContain('given_name')
  })

  test('where everybody lives alone nothing tells which column is the name', () => {
    expect(roleOf(register(200, 1), 'c4')).not.toBe('given_name')
  })

  test('a name that the header gives is not looked for', () => {
    const rows = register(120, 2).map(({ c4 = '', ...row }) => ({ ...row, Vorname: c4 }))
    expect(assignRoles(rows).filter(({ role }) => role === 'given_name')).toHaveLength(1)
  })
})
