// Common names of several cultures and places to live, lists of our own making, for people who do not exist.

export const GIVEN_NAMES: readonly string[] = (
  'Anna Erik Maria Lars Karin Anders Eva Johan Sara Karl Emma Per Lena Nils Ingrid Oskar Elsa Gustav Maja Axel ' +
  'Astrid Hugo Linnea Viktor Signe Mikael Hanna Jonas Klara Henrik Freja Olof Nora Magnus Ida Simon Tove Emil ' +
  'Amina Yusuf Fatima Omar Layla Hassan Zainab Ali Leila Reza Shirin Dariush Aylin Mehmet Elif Kerem ' +
  'Agnieszka Piotr Katarzyna Marek Olena Andriy Irina Dmitri Jelena Marko Mira Luka ' +
  'Mei Wei Yuki Kenji Linh Minh Priya Arjun Ananya Rohan Chidi Ngozi Kwame Abena ' +
  'Sofia Mateo Lucia Diego Camille Louis Giulia Marco Aoife Liam Grace Thomas Olivia James'
).split(' ')

export const FAMILY_NAMES: readonly string[] = (
  'Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson ' +
  'Lindberg Lindqvist Lundgren Bergman Holm Sandberg Forsberg Sjöberg Wallin Engström Danielsson Nyström Åkesson ' +
  'Hansen Olsen Larsen Kristiansen Dahl Haugen Virtanen Korhonen Mäkinen Nieminen Jensen Møller Christensen ' +
  'Ahmed Hussein Abdi Haddad Rahimi Karimi Yılmaz Demir Kaya Nowak Kowalski Wójcik Shevchenko Ivanova Petrović ' +
  'Kovačević Nguyen Tran Chen Wang Tanaka Sato Sharma Patel Singh Okafor Mensah Diallo Silva Garcia Fernández ' +
  'Rossi Moreau Dubois Müller Schmidt Weber Murphy Walker Clarke Campbell Novak Horvat Papadopoulos Levi'
).split(' ')

/** City, first digits of its postcodes, and the area of the network it hangs on. */
export const CITIES = [
  ['Stockholm', '113', 'east'],
  ['Uppsala', '753', 'east'],
  ['Västerås', '722', 'east'],
  ['Göteborg', '413', 'west'],
  ['Borås', '503', 'west'],
  ['Karlstad', '652', 'west'],
  ['Malmö', '211', 'south'],
  ['Lund', '223', 'south'],
  ['Växjö', '352', 'south'],
  ['Umeå', '903', 'north'],
  ['Luleå', '972', 'north'],
  ['Östersund', '831', 'north'],
] as const

export const STREETS: readonly string[] =
  'Storgatan Kungsgatan Skolgatan Parkvägen Björkvägen Ringvägen Strandvägen Kyrkogatan Hamngatan Lindvägen'.split(
    ' ',
  )

/** Reserved for documentation by RFC 2606: a mail to them can reach nobody. */
export const MAIL_DOMAINS = ['example.com', 'example.org', 'example.net'] as const

/** Letters a to z and digits only: `Sjöberg` -> `sjoberg`, for e-mail addresses. */
export function plainLetters(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ø', 'o')
    .replaceAll('ı', 'i')
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]/g, '')
}
