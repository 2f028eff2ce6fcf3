// Columns are recognised by their names in many languages, by their contents where names say nothing, and a
// definition overrules both.
import { describe, expect, test } from 'vitest'
import { exampleRegister } from '../example.ts'
import { chanceFrom } from '../train/chance.ts'
import { assignRoles } from './assign.ts'
import { roleOfHeader } from './headers.ts'
import { buildSchema, rawValues } from './schema.ts'

describe('names of columns', () => {
  test.each([
    [
      'given_name',
      'first_name firstName GIVEN-NAME Vorname prénom nombre voornaam förnamn imię fname_c1 customer_first_name PERNAME1',
    ],
    [
      'family_name',
      'surname LastName Nachname nom_de_famille apellido cognome sobrenome achternaam efternamn nazwisko lname_c2',
    ],
    ['full_name', 'full_name Name fullname nombre_completo Kundenname'],
    [
      'birth_date',
      'dob date_of_birth Doğum_tarihi date_de_naiss. fecha_nac Dt_Nasc Ngày_sinh Geburtsdatum date_naissance fecha_de_nacimiento data_di_nascita geboortedatum födelsedatum data_urodzenia birthDate',
    ],
    ['birth_year', 'by birth_year Geburtsjahr DOB_YEAR'],
    ['birth_month', 'bm birth_month DOB_MON'],
    ['birth_day', 'bd DOB_DAY'],
    ['email', 'email E-Mail email_address correo_electronico adresse_mail'],
    ['phone', 'phone phone_number Telefon mobile téléphone teléfono home_phone'],
    ['street', 'street address_1 Straße rue calle via straat ulica street_name'],
    ['house_number', 'street_number Hausnummer house_no huisnummer'],
    [
      'postcode',
      'postcode zip zip_code PLZ code_postal codigo_postal cap postnummer postcode_fake',
    ],
    ['place', 'city suburb Ort ville ciudad città woonplaats miasto birth_place'],
    ['national_id', 'soc_sec_id ssn passport_no codice_fiscale personnummer'],
    ['organisation', 'company Firma organisation_name'],
    ['gender', 'sex gender Geschlecht'],
    [
      'source_key',
      'id rec_id record_id Kunden-Nr. kundennr KdNr kundnr client_number account_number numero_de_cliente',
    ],
    ['ignore', 'created_at email_verified last_login is_active'],
  ] as const)('%s: %s', (role, headers) => {
    for (const header of headers.split(' '))
      expect([header, roleOfHeader(header)]).toEqual([header, role])
  })

  test.each([
    ['mother_first_name', 'category'],
    ['母亲姓名', 'category'],
    ['телефон матери', 'ignore'],
    ['guardianName', 'category'],
    ['spouse_dob', 'category'],
    ['Nombre de la madre', 'category'],
    ['emergency_contact_phone', 'ignore'],
    ['parent_email', 'ignore'],
    ['copy_date_of_birth', 'ignore'],
    ['contact_name', 'full_name'],
  ])('%s is somebody else: %s', (header, role) => {
    expect(roleOfHeader(header)).toBe(role)
  })

  test.each([
    ['given_name', 'given_names first_names 名 名字 이름 الاسم_الأول'],
    ['family_name', 'Επώνυμο Фамилия Прізвище 姓 姓氏 苗字 اسم_العائلة'],
    [
      'full_name',
      'vorname_nachname FirstNameLastName ФИО Ονοματεπώνυμο 姓名 氏名 성명 الاسم_الكامل',
    ],
    [
      'birth_date',
      'Дата_рождения Ημερομηνία_γέννησης 出生日期 生年月日 생년월일 تاريخ_الميلاد gebdat',
    ],
    ['email', 'Эл._почта Электронная_почта 邮箱 電子邮件 メール 이메일 البريد_الإلكتروني'],
    ['phone', 'Телефон Мобильный Τηλέφωνο Κινητό 电话 手机号 電話番号 전화번호 هاتف'],
    ['street', 'Адрес Διεύθυνση Οδός 地址 住所 주소 العنوان'],
    ['postcode', 'Индекс Почтовый_индекс Τ.Κ. ΤΚ 邮编 郵便番号 우편번호 الرمز_البريدي'],
    ['place', 'Город Πόλη 城市 市区町村 도시 المدينة'],
    ['gender', 'Пол Φύλο 性别 性別 성별 الجنس'],
    ['national_id', 'ИНН СНИЛС ΑΦΜ 身份证号 주민등록번호 رقم_الهوية'],
  ] as const)('%s in other scripts and together: %s', (role, headers) => {
    for (const header of headers.split(' '))
      expect([header, roleOfHeader(header)]).toEqual([header, role])
  })

  test('nothing is read into other names', () => {
    expect(['c1', 'x', 'kolumn_7'].map(roleOfHeader)).toEqual([undefined, undefined, undefined])
  })
})

const { records } = exampleRegister({ people: 150, recordsEach: 2, chance: chanceFrom(1) })
const rows = records.map(({ values }) => values)
const renamed = rows.map((row) =>
  Object.fromEntries(Object.values(row).map((value, at) => [`c${at}`, value])),
)

function rolesOf(
  list: readonly Readonly<Record<string, unknown>>[],
  declared = {},
): Record<string, string> {
  return Object.fromEntries(assignRoles(list, declared).map(({ column, role }) => [column, role]))
}

describe('contents', () => {
  test('tell date, e-mail and names where names of columns say nothing', () => {
    expect(rolesOf(renamed)).toMatchObject({ c2: 'birth_date', c3: 'email' })
    expect(Object.values(rolesOf(renamed))).toContain('given_name')
  })

  test('refuse what a name promises in vain', () => {
    const wrong = rows.map((row, at) => ({
      email: row['city'],
      phone: row['email'],
      first_name: `${1000 + at * 7}`,
    }))
    expect(rolesOf(wrong)).toMatchObject({ phone: 'email' })
    expect(rolesOf(wrong)['email']).not.toBe('email')
    expect(rolesOf(wrong)['first_name']).not.toBe('given_name')
  })

  test('say nothing that a definition does not overrule', () => {
    expect(rolesOf(renamed, { c2: 'ignore', c4: 'organisation' })).toMatchObject({
      c2: 'ignore',
      c4: 'organisation',
    })
  })

  test('count in columns that are called what every object has', () => {
    const odd = rows.map((row) => ({
      constructor: row['first_name'],
      toString: row['city'],
      dob: row['birth_date'],
    }))
    expect(rolesOf(odd, { dob: 'birth_date' })).toEqual({
      constructor: 'given_name',
      toString: 'category',
      dob: 'birth_date',
    })
  })

  test('that are constant, row numbers or times of day are ignored', () => {
    const noise = rows.map((row, at) => ({
      ...row,
      version: '3',
      n: String(at + 1),
      seen: `2024-03-0${1 + (at % 9)}T10:1${at % 10}:00Z`,
    }))
    const roles = rolesOf(noise)
    expect([roles['version'], roles['n'], roles['seen']]).toEqual([
      'ignore',
      'source_key',
      'ignore',
    ])
  })
})

describe('attributes', () => {
  const schemaOf = (list: readonly Readonly<Record<string, unknown>>[]) =>
    buildSchema(assignRoles(list), list)

  test('three columns of a birth date are one', () => {
    const parts = rows.map((row) => {
      const [by, bm, bd] = String(row['birth_date']).split('-')
      return {
        fname_c1: row['first_name'],
        lname_c1: row['last_name'],
        by,
        bm: bm && Number(bm),
        bd: bd && Number(bd),
      }
    })
    const birth = schemaOf(parts).attributes.find(({ role }) => role === 'birth_date')
    expect(birth?.columns).toEqual(['by', 'bm', 'bd'])
    const read = (row: Readonly<Record<string, unknown>>) => birth && rawValues(birth, row)
    expect(read({ by: 1949, bm: 7, bd: 22 })).toEqual(['19490722'])
    expect(read({ by: '49', bm: '07', bd: '22' })).toEqual(['19490722'])
    expect(read({ by: '', bm: 7, bd: 22 })).toEqual(['----0722'])
    expect(read({ by: 1949, bm: '', bd: 22 })).toEqual(['1949--22'])
    expect(read({ by: '', bm: '', bd: 22 })).toEqual([])
  })

  test('years of two digits in a column of their own are years', () => {
    const parts = rows.map((row) => {
      const [year = '', month, day] = String(row['birth_date']).split('-')
      return { birth_year: year.slice(2), birth_month: month, birth_day: day }
    })
    expect(schemaOf(parts).attributes.map(({ id }) => id)).toEqual(['birth_date'])
  })

  test('of two columns of dates the one that is named so is the birth date', () => {
    const dated = rows.map((row, at) => ({
      ...row,
      seen: `${1990 + (at % 30)}-0${1 + (at % 9)}-11`,
    }))
    const birth = schemaOf(dated).attributes.find(({ role }) => role === 'birth_date')
    expect(birth?.columns).toEqual(['birth_date'])
  })

  test('a second date of birth that is another one is somebody else', () => {
    const day = (at: number): string => `19${50 + (at % 40)}-0${1 + (at % 9)}-1${at % 10}`
    const rows = Array.from({ length: 60 }, (_, at) => ({
      name: `Ann Berg${at}`,
      date_of_birth: day(at),
      dob_of_housemate: day(at + 7),
    }))
    const { attributes } = buildSchema(assignRoles(rows), rows)
    expect(attributes.find(({ role }) => role === 'birth_date')?.columns).toEqual(['date_of_birth'])
  })

  test('coordinates are nobody', () => {
    const placed = rows.map((row, at) => ({ ...row, lat: `51.${4000 + at}`, lng: `5.${460 + at}` }))
    expect(schemaOf(placed).columns.filter(({ column }) => column.startsWith('l'))).toEqual(
      expect.arrayContaining([
        { column: 'lat', role: 'ignore', by: 'contents' },
        { column: 'lng', role: 'ignore', by: 'contents' },
      ]),
    )
  })

  test('an address that is only punctuated otherwise is compared once', () => {
    const twice = rows.map((row, at) => ({
      ...row,
      street: `${at % 90} Ring Road`,
      address_line: `${at % 90}, Ring Road`,
    }))
    const streets = schemaOf(twice).attributes.filter(({ role }) => role === 'street')
    expect(streets).toHaveLength(1)
  })

  test('a guest has no name, a family may be called so', () => {
    const { attributes } = schemaOf(rows)
    const [given, family] = ['given_name', 'family_name'].map((role) =>
      attributes.find((own) => own.role === role),
    )
    expect(given && rawValues(given, { first_name: 'Guest' })).toEqual([])
    expect(family && rawValues(family, { last_name: 'Guest' })).toEqual(['Guest'])
  })

  test('a whole name that only repeats its parts is left out, one that says more is taken', () => {
    const same = rows.map((row) => ({ ...row, name: `${row['first_name']} ${row['last_name']}` }))
    expect(schemaOf(same).attributes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['given_name', 'family_name']),
    )
    const more = rows.map((row) => ({
      ...row,
      name: `${row['first_name']} Q. ${row['last_name']} of Lund`,
    }))
    expect(schemaOf(more).attributes.map(({ id }) => id)).toContain('full_name')
  })

  test('two sources with other names for the same are one attribute', () => {
    const both = rows.map((row, at) =>
      at % 2 ? { ...row, zip: `1${at}00` } : { ...row, plz: `1${at}00` },
    )
    expect(schemaOf(both).attributes.find(({ role }) => role === 'postcode')?.columns).toEqual([
      'plz',
      'zip',
    ])
  })

  test('a column that repeats another counts once', () => {
    const copied = rows.map((row) => ({ ...row, birth_place: row['city'] }))
    expect(schemaOf(copied).attributes.filter(({ role }) => role === 'place')).toHaveLength(1)
  })
})

describe('a birth date in three columns', () => {
  const rows = (year: string, month: string, day: string) =>
    Array.from({ length: 400 }, (_, at) => ({
      name: `Ann Berg${at}`,
      [year]: String(1940 + (at % 60)),
      [month]: String(1 + (at % 12)).padStart(2, '0'),
      [day]: String(1 + (at % 31)).padStart(2, '0'),
    }))

  test.each([
    ['birth_year', 'birth_month', 'birth_day'],
    ['Geburtsjahr', 'Geburtsmonat', 'Geburtstag'],
    ['annee_naissance', 'mois_naissance', 'jour_naissance'],
    ['dob_yyyy', 'dob_mm', 'dob_dd'],
    ['c7', 'c8', 'c9'],
  ])('%s, %s and %s', (year, month, day) => {
    const made = rows(year, month, day)
    const schema = buildSchema(assignRoles(made), made)
    const birth = schema.attributes.find(({ role }) => role === 'birth_date')
    expect(birth).toMatchObject({ made: 'date_parts', columns: [year, month, day] })
  })

  test('two columns that can be the month leave the year alone', () => {
    const made = rows('c7', 'c8', 'c9').map((row, at) => ({ ...row, c6: String(1 + (at % 12)) }))
    const roles = assignRoles(made).filter(({ role }) => role.startsWith('birth_'))
    expect(roles.map(({ column }) => column)).toEqual(['c7'])
  })

  test('spreadsheet days and six digits are dates where the name of the column says so', () => {
    const made = Array.from({ length: 50 }, (_, at) => ({
      DOB: String(20_000 + 97 * at),
      c: `${at}`,
    }))
    expect(assignRoles(made)).toContainEqual({ column: 'DOB', role: 'birth_date', by: 'name' })
  })
})

describe('two sources that name the birth date differently', () => {
  const source = (column: string, first: number, step: number) =>
    Array.from({ length: 300 }, (_, at) => ({
      [column]: `${first + ((at * step) % 60)}-03-0${1 + (at % 9)}`,
    }))
  const roleIn = (other: readonly Record<string, string>[], column: string) =>
    assignRoles([...source('birth_date', 1940, 7), ...other]).find((own) => own.column === column)
      ?.role

  test('both count', () => {
    expect(roleIn(source('c4', 1942, 11), 'c4')).toBe('birth_date')
  })

  test('dates from other years are of something else', () => {
    expect(roleIn(source('c4', 1990, 11), 'c4')).toBe('ignore')
  })

  test('dates beside a birth date are of something else', () => {
    const rows = source('birth_date', 1940, 7).map((row) => ({
      ...row,
      c4: row['birth_date'] ?? '',
    }))
    expect(assignRoles(rows)).toContainEqual({ column: 'c4', role: 'ignore', by: 'contents' })
  })
})

describe('a source that writes whole addresses', () => {
  const inParts = Array.from({ length: 60 }, (_, at) => ({
    street: `Rosengatan ${1 + (at % 30)}`,
    zip: `${11_000 + 37 * at}`,
    city: ['Lund', 'Kalmar', 'Umea'][at % 3],
  }))
  const whole = inParts.map(({ street, zip, city }) => ({ address: `${street}, ${zip} ${city}` }))
  const valuesOf = (rows: readonly Readonly<Record<string, unknown>>[]) => {
    const { attributes } = buildSchema(assignRoles(rows), rows)
    return Object.fromEntries(
      attributes.map((own) => [own.role, rawValues(own, { address: 'Lundavägen 7, 22100 Lund' })]),
    )
  }

  test('is compared part by part where another has the parts', () => {
    const { postcode, place } = valuesOf([...inParts, ...whole])
    expect([postcode, place]).toEqual([['22100'], ['Lund']])
  })

  test('is compared as it is where nobody has the parts', () => {
    expect(valuesOf(whole)['postcode']).toBeUndefined()
  })

  test('is compared as it is where the parts stand beside it', () => {
    const both = inParts.map((row, at) => ({ ...row, ...whole[at] }))
    expect(valuesOf(both)['postcode']).toEqual([])
  })
})
