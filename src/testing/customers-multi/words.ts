// Names, nicknames, streets, towns, mail providers and firms for people who do not exist: lists of our own making from
// common knowledge. Family names are put together from parts, as many Nordic and English ones truly are, so that
// a hundred thousand people do not share a hundred names.
import { FAMILY_NAMES } from '../names.ts'
import { createZipf, type Random } from '../random.ts'

export type Country = 'SE' | 'GB'
export type Sex = 'female' | 'male'

const words = (text: string): readonly string[] => text.split(' ')
const joined = (heads: string, tails: string): readonly string[] =>
  words(heads).flatMap((head) => words(tails).map((tail) => head + tail))

const GIVEN: Readonly<Record<Country, Readonly<Record<Sex, readonly string[]>>>> = {
  SE: {
    female: words(
      'Anna Eva Maria Karin Sara Lena Kristina Emma Ingrid Elisabeth Birgitta Marie Malin Jenny Hanna Linda Susanne ' +
        'Elin Johanna Katarina Annika Åsa Sofia Ida Julia Amanda Matilda Linnea Ebba Alva Maja Astrid Klara Signe ' +
        'Freja Alice Wilma Ellen Agnes Tuva Saga Stina Märta Gunilla Margareta Ulla Britta Inger Siv Ann-Marie ' +
        'Anna-Karin Eva-Lena Fatima Layla Zainab Amina Aylin Elif Shirin Agnieszka Katarzyna Jelena Irina Mira ' +
        'Tove Nora Sigrid Helga Ylva Frida Josefin Rebecka Viktoria Felicia Lovisa Isabelle Tilda Molly Vera Elvira',
    ),
    male: words(
      'Lars Erik Anders Johan Karl Per Nils Mikael Jan Hans Peter Fredrik Daniel Magnus Stefan Mats Andreas Thomas ' +
        'Jonas Henrik Mattias Christian Alexander Oskar Viktor Gustav Axel Hugo Emil Simon Anton Filip Jakob Sebastian ' +
        'William Lucas Elias Oliver Liam Noah Olof Göran Bengt Sven Åke Rolf Leif Kjell Börje Lars-Erik Karl-Johan ' +
        'Jan-Olof Ali Hassan Omar Yusuf Mehmet Kerem Reza Dariush Marek Piotr Dmitri Marko Luka Andriy ' +
        'Albin Linus Rasmus Tobias Pontus Joakim Patrik Roger Torbjörn Ove Ragnar Valter Sixten Melker Love Vincent',
    ),
  },
  GB: {
    female: words(
      'Elizabeth Margaret Mary Susan Patricia Jennifer Catherine Sarah Rebecca Charlotte Emily Jessica Victoria Olivia ' +
        'Amelia Isabella Sophie Grace Alice Florence Eleanor Hannah Lucy Megan Chloe Abigail Samantha Alexandra Natalie ' +
        'Deborah Christine Jacqueline Gillian Theresa Dorothy Barbara Janet Pamela Heather Fiona Kirsty Moira Aoife ' +
        'Siobhan Niamh Priya Ananya Shreya Aisha Maryam Mei Ngozi Abena Imogen Harriet Beatrice Georgina Philippa ' +
        'Josephine Madeleine Rosemary Penelope Frances Judith Lorraine Yvonne Zoe Naomi Ruth Esther Miriam Tabitha',
    ),
    male: words(
      'William James Robert Thomas Richard Charles Edward Henry Michael David Andrew Christopher Matthew Daniel Joseph ' +
        'Samuel Benjamin Alexander Nicholas Anthony Stephen Jonathan Timothy Gregory Patrick Kenneth Ronald Donald Peter ' +
        'Philip Frederick Albert Arthur George Harold Leonard Walter Raymond Oliver Jack Harry Jacob Oscar Archie Theodore ' +
        'Finley Callum Hamish Rory Liam Declan Mohammed Ibrahim Arjun Rohan Wei Kwame Chidi Gareth Rhys Owen Dylan ' +
        'Duncan Malcolm Graham Trevor Nigel Clive Barry Keith Derek Roland Vincent Douglas Laurence Terence Zachary',
    ),
  },
}

/** Short and pet forms, by the full name in lower case. */
const NICKNAMES: ReadonlyMap<string, readonly string[]> = new Map(
  (
    'elizabeth:Liz,Beth,Betty,Lizzie margaret:Maggie,Peggy,Meg susan:Sue,Susie patricia:Pat,Trish jennifer:Jen,Jenny ' +
    'catherine:Kate,Cathy,Katie rebecca:Becky,Bec charlotte:Lottie,Charlie emily:Em jessica:Jess victoria:Vicky,Tori ' +
    'isabella:Bella,Izzy sophie:Soph eleanor:Ellie,Nell samantha:Sam alexandra:Alex,Sandra natalie:Nat deborah:Debbie,Deb ' +
    'christine:Chris,Tina jacqueline:Jackie gillian:Gill theresa:Tess,Terri dorothy:Dot,Dolly barbara:Barb,Babs ' +
    'pamela:Pam philippa:Pippa josephine:Jo,Josie madeleine:Maddie rosemary:Rose penelope:Penny frances:Fran judith:Judy ' +
    'william:Will,Bill,Billy james:Jim,Jamie,Jimmy robert:Rob,Bob,Bobby thomas:Tom,Tommy richard:Rick,Dick charles:Charlie,Chuck ' +
    'edward:Ed,Ted,Eddie henry:Harry michael:Mike,Mick david:Dave andrew:Andy,Drew christopher:Chris,Kit matthew:Matt ' +
    'daniel:Dan,Danny joseph:Joe,Joey samuel:Sam benjamin:Ben alexander:Alex,Sandy nicholas:Nick anthony:Tony ' +
    'stephen:Steve jonathan:Jon,Jonny timothy:Tim gregory:Greg patrick:Pat,Paddy kenneth:Ken ronald:Ron donald:Don ' +
    'peter:Pete philip:Phil frederick:Fred,Freddie albert:Bert,Al arthur:Art leonard:Len raymond:Ray oliver:Ollie ' +
    'jacob:Jake theodore:Theo,Ted mohammed:Mo douglas:Doug laurence:Larry terence:Terry zachary:Zach ' +
    'kristina:Kicki,Stina elisabeth:Lisbeth,Lisa,Bettan birgitta:Gittan katarina:Kajsa,Kattis margareta:Greta,Maggan ' +
    'susanne:Sussi johanna:Hanna matilda:Tilda linnea:Nea viktoria:Vickan gunilla:Gunnel maria:Mia,Maja ' +
    'lars:Lasse erik:Erka anders:Adde johan:Janne,Joppe karl:Kalle per:Pelle nils:Nisse mikael:Micke,Mick jan:Janne ' +
    'hans:Hasse fredrik:Fredde,Fredrick stefan:Steffe mattias:Matte christian:Chrille oskar:Ogge gustav:Gurra sebastian:Sebbe ' +
    'bengt:Benke sven:Svenne jakob:Jacke tobias:Tobbe joakim:Jocke patrik:Pata pontus:Ponta göran:Jöran'
  )
    .split(' ')
    .map((entry) => {
      const [full = '', short = ''] = entry.split(':')
      return [full, short.split(',')] as const
    }),
)

const FAMILY: Readonly<Record<Country, readonly string[]>> = {
  SE: [
    ...FAMILY_NAMES,
    ...joined(
      'Lind Berg Ny Sjö Ek Al Hed Gran Björk Söder Norr Väst Öster Lund Holm Sand Strand Dal Blom Ros Löv Kvarn Sten Forss Åker',
      'ström gren qvist lund berg dahl stedt man mark feldt blad vall',
    ),
    ...words(
      'Sköld Svärd Rask Modig Frisk Lilja Hjelm Krook Bratt Nordin Sundin Hedin Wikander Elofsson',
    ),
  ],
  GB: [
    ...words(
      'Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green ' +
        'Hall Wood Jackson Clarke Patel Khan Lewis James Phillips Mason Mitchell Rose Davis Hughes Begum Cox Shah Singh ' +
        'Murray Reid Stewart MacDonald Fraser Kerr Boyd Sinclair Byrne Doyle Quinn Okoro Adeyemi Chowdhury Banerjee',
    ),
    ...joined(
      'Ash Black Brad Cran Dun East Fair Glen Har Haw Kirk Lang Mar Nor Oak Pem Rad Stan Thorn Wake Wes Whit Win',
      'ton ford well field wood ley bury combe worth by',
    ),
  ],
}

const STREETS: Readonly<Record<Country, readonly string[]>> = {
  SE: [
    ...words(
      'Storgatan Kungsgatan Drottninggatan Skolgatan Ringvägen Kyrkogatan Hamngatan Nygatan Järnvägsgatan',
    ),
    ...joined(
      'Björk Ek Lind Gran Tall Ask Rönn Hassel Lärk Svan Örn Hjort Älg Räv Sol Mån Vinter Sommar Kvarn Bruks Sjö Ängs Skogs Bergs',
      'vägen gatan stigen gränd backen',
    ),
  ],
  GB: [
    'High Street',
    ...words(
      'Church Station Victoria Albert Mill Park Manor School Chapel Green Orchard Elm Oak Beech Willow Larch',
    ).flatMap((name) =>
      ['Street', 'Road', 'Lane', 'Avenue', 'Close'].map((kind) => `${name} ${kind}`),
    ),
    ...words('Kings Queens Abbey Bridge Castle Meadow Hawthorn Juniper Rowan Fairview').flatMap(
      (name) => ['Drive', 'Court', 'Gardens', 'Way'].map((kind) => `${name} ${kind}`),
    ),
  ],
}

/** Town and the first part of its postcodes. */
const TOWNS: Readonly<Record<Country, readonly (readonly [string, string])[]>> = {
  SE: [
    ['Stockholm', '11'],
    ['Göteborg', '41'],
    ['Malmö', '21'],
    ['Uppsala', '75'],
    ['Linköping', '58'],
    ['Örebro', '70'],
    ['Helsingborg', '25'],
    ['Umeå', '90'],
    ['Gävle', '80'],
    ['Växjö', '35'],
  ],
  GB: [
    ['Leeds', 'LS'],
    ['Bristol', 'BS'],
    ['Norwich', 'NR'],
    ['Exeter', 'EX'],
    ['York', 'YO'],
    ['Swansea', 'SA'],
    ['Dundee', 'DD'],
    ['Preston', 'PR'],
  ],
}

/** Under the name that RFC 2606 keeps free: a mail to them can reach nobody. */
export const PROVIDERS: readonly (readonly [string, number])[] = [
  ['postbox.example', 30],
  ['nordmail.example', 22],
  ['quickmail.example', 18],
  ['brevlada.example', 10],
  ['skymail.example', 8],
  ['telnet-home.example', 6],
  ['inbox24.example', 4],
  ['oldmail.example', 2],
]

export const HANDLES: readonly string[] = words(
  'solros bookworm gardener skipper nightowl redfox bluebird winter hiker cyclist baker drummer pixel comet maple otter',
)

const FIRM_HEADS =
  'Nord Sund Alfa Viking Harbour Granite Summit Cedar Polar Delta Crown Aurora Baltic Meridian'
const FIRM_TAILS = words(
  'Bygg Data Logistik Foods Print Energy Media Care Tools Textil Motor Konsult Glass Timber',
)
export const FIRMS: readonly string[] = words(FIRM_HEADS).flatMap((head) =>
  FIRM_TAILS.map((tail) => `${head} ${tail}`),
)

export const TOPICS: readonly string[] = words(
  'invoice delivery login warranty return billing outage address other',
)

/** Some names are common and many are rare. */
const FLATTEN_GIVEN = 12
const FLATTEN_FAMILY = 25
const ranks = <Key extends string>(
  lists: Readonly<Record<Key, readonly string[]>>,
  flatten: number,
): Readonly<Record<Key, (random: Random) => string>> => {
  const entries = Object.entries<readonly string[]>(lists).map(([key, list]) => {
    const rank = createZipf(list.length, flatten)
    return [key, (random: Random) => list[rank(random)] ?? ''] as const
  })
  return Object.fromEntries(entries) as Record<Key, (random: Random) => string>
}

const drawGiven = {
  SE: ranks(GIVEN.SE, FLATTEN_GIVEN),
  GB: ranks(GIVEN.GB, FLATTEN_GIVEN),
}
const drawFamily = ranks(FAMILY, FLATTEN_FAMILY)

export function givenName(random: Random, country: Country, sex: Sex): string {
  return drawGiven[country][sex](random)
}

export function familyName(random: Random, country: Country): string {
  return drawFamily[country](random)
}

/** Empty for names that have none. */
export function nicknamesOf(given: string): readonly string[] {
  return NICKNAMES.get(given.toLowerCase()) ?? []
}

export interface Address {
  readonly street: string
  readonly house: string
  readonly postcode: string
  readonly town: string
}

export function address(random: Random, country: Country): Address {
  const [town, area] = random.pick(TOWNS[country])
  const flat = random.chance(0.2) ? random.pick(['A', 'B', 'C']) : ''
  const postcode =
    country === 'SE'
      ? `${area}${random.int(1, 9)} ${random.int(10, 99)}`
      : `${area}${random.int(1, 29)} ${random.int(1, 9)}${random.pick(POSTCODE_ENDS)}`
  return {
    street: random.pick(STREETS[country]),
    house: `${random.int(1, 140)}${flat}`,
    postcode,
    town,
  }
}

const POSTCODE_ENDS: readonly string[] = joined('A B D E F G H J L', 'A B D E J L N P')
