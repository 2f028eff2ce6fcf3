// Dates with the month in words, in the languages of Europe and some others (3. Dezember 1990, 03-DEC-90, 3 мая 1990 г.,
// Dec 3 1990), and those of East Asia (1990年12月3日, 平成2年12月3日).
import { type CalendarDate, dateOf, wholeYear } from './calendar-date.ts'
import { fold } from './fold.ts'

/** Per month, shortest usual forms first: where two months begin alike, the first to claim a beginning has it. */
const NAMES: readonly string[] = [
  `jan januar january january januari janvier enero gennaio janeiro gener stycznia styczen januarja ianuarie ocak tammikuu
  ledna leden yanvar yanvarya sichnya ianoyarioy يناير`,
  `feb februar february februari fevrier febrero febbraio fevereiro febrer lutego luty februarie subat helmikuu unora unor
  fevral fevralya lyutogo febroyarioy فبراير`,
  `mar mrz mrt marz march mars marzo marco maart marts marca marzec martie mart marta marcius maaliskuu brezna brezen
  bereznya martioy maret مارس`,
  `apr april avril abril aprile kwietnia kwiecien aprilie aprilis nisan huhtikuu dubna duben aprel aprelya kvitnya
  aprilioy أبريل ابريل`,
  `may mai mayo maggio maio mei maj maja mayis majus toukokuu kvetna kveten maya travnya maioy maig مايو`,
  `jun juni june juin junio giugno junho juny czerwca czerwiec iunie haziran junius kesakuu cervna cerven iyun iyunya
  chervnya ioynioy يونيو`,
  `jul juli july juillet julio luglio julho juliol lipca lipiec iulie temmuz julius heinakuu cervence cervenec iyul iyulya
  lypnya ioylioy يوليو`,
  `aug august aout agosto augustus augusti agost sierpnia sierpien agustos augusztus elokuu srpna srpen avgust avgusta
  serpnya aygoystoy agustus أغسطس اغسطس`,
  `sep sept september septembre septiembre settembre setembro setembre wrzesnia wrzesien septembrie eylul szeptember
  syyskuu zari sentyabr sentyabrya veresnya septembrioy سبتمبر`,
  `oct okt october oktober octobre octubre ottobre outubro pazdziernika pazdziernik octombrie ekim lokakuu rijna rijen
  oktyabr oktyabrya zhovtnya oktobrioy أكتوبر اكتوبر`,
  `nov november novembre noviembre novembro listopada listopad noiembrie kasim marraskuu noyabr noyabrya noembrioy نوفمبر`,
  `dec dez dic dica december dezember decembre diciembre dicembre dezembro desember desembre grudnia grudzien decembrie
  aralik joulukuu prosince prosinec dekabr dekabrya dekembrioy ديسمبر`,
]

const SHORTEST = 3

const MONTHS: ReadonlyMap<string, number> = monthsByName()

/** All names in full, then their beginnings, which languages cut as they like (janv., sept., märz). */
function monthsByName(): ReadonlyMap<string, number> {
  const lists = NAMES.map((names) => names.split(/\s+/).map(fold))
  const months = new Map<string, number>()
  const claim = (name: string, month: number): void => {
    if (!months.has(name)) months.set(name, month)
  }
  for (const [at, names] of lists.entries()) for (const name of names) claim(name, at + 1)
  for (const [at, names] of lists.entries()) {
    for (const name of names) {
      for (let end = SHORTEST; end < name.length; end++) claim(name.slice(0, end), at + 1)
    }
  }
  return months
}

const ROMAN = 'i ii iii iv v vi vii viii ix x xi xii'.split(' ')

const TIME_ON = /\d{1,2}:\d{2}.*$/
const TOKEN = /\d+|\p{L}+/gu
/** of, the, endings of ordinals and the word for year */
const FILLERS = new Set(
  'of de del den the st nd rd th er ere o le el di do d g goda roku r ta'.split(' '),
)
const WEEKDAYS = new Set(
  'mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday'.split(' '),
)

/** Folded text with a month in words -> its date; undefined when it is none. */
export function parseWorded(text: string): CalendarDate | undefined {
  const eastAsian = parseEastAsian(text)
  if (eastAsian) return eastAsian
  const all: readonly string[] = text.replace(TIME_ON, '').match(TOKEN) ?? []
  const tokens = all.filter(
    (token, at) => !FILLERS.has(token) && !(at === 0 && WEEKDAYS.has(token)),
  )
  const [a = '', b = '', c = ''] = tokens
  if (tokens.length === 2) return ofParts('', a, /^\d{4}$/.test(b) ? b : '')
  if (tokens.length !== 3) return undefined
  if (/^\d{4}$/.test(a)) return ofParts(c, b, a)
  return /^\d/.test(a) ? ofParts(a, b, c, ROMAN) : ofParts(b, a, c)
}

function ofParts(
  day: string,
  month: string,
  year: string,
  numerals: readonly string[] = [],
): CalendarDate | undefined {
  const number =
    MONTHS.get(month.replace(/ta$/, '')) ?? MONTHS.get(month) ?? numerals.indexOf(month) + 1
  if (number === 0 || !/^\d{0,2}$/.test(day) || !/^(\d{4}|\d{2})$/.test(year)) return undefined
  return dateOf(wholeYear(Number(year)), number, day === '' ? undefined : Number(day))
}

/** Year of the calendar before each era's first one. */
const ERAS: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['明治', 1867],
  ['大正', 1911],
  ['昭和', 1925],
  ['平成', 1988],
  ['令和', 2018],
  ['民國', 1911],
  ['民国', 1911],
  ['m', 1867],
  ['t', 1911],
  ['s', 1925],
  ['h', 1988],
  ['r', 2018],
])

/** Folding takes Korean syllables apart, so its signs are folded as well. */
const [YEAR_SIGN, MONTH_SIGN, DAY_SIGN] = ['年|년', '月|월', '日|일'].map((signs) =>
  fold(signs),
) as [string, string, string]
const IN_SIGNS = new RegExp(
  `^(\\D*?) ?(\\d{1,4}|元) ?(?:${YEAR_SIGN}) ?(\\d{1,2}) ?(?:${MONTH_SIGN}) ?(?:(\\d{1,2}) ?(?:${DAY_SIGN})?)?$`,
)
const IN_ERA = /^([mtshr])\.?(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,2})$/

function parseEastAsian(text: string): CalendarDate | undefined {
  const found = IN_SIGNS.exec(text) ?? IN_ERA.exec(text)
  const [, era = '', year = '', month, day] = found ?? []
  const before = ERAS.get(era.trim())
  if (!found || before === undefined) return undefined
  const inEra = year === '元' ? 1 : Number(year)
  const whole = era === '' ? wholeYear(inEra) : before + inEra
  return dateOf(whole, Number(month), day === undefined ? undefined : Number(day))
}
