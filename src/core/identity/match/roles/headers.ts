// Roles by the name of a column, in the languages of Europe. A name is only a hint: contents must agree.
import { fold } from '../normalise/fold.ts'
import { NATIVE_OTHERS, NATIVE_PHRASES } from './native-headers.ts'
import type { Role } from './role.ts'

/** role -> phrases; blanks part words, and written together they count as well (firstname, Vorname, nomDeFamille) */
const PHRASES: readonly (readonly [Role, string])[] = [
  [
    'given_name',
    `first name|first names|given name|given names|givenname|forename|forenames|fore name|christian name|fname|f name|firstname|first nm|given|vorname|rufname|
    prenom|prenoms|nombre de pila|primer nombre|nombres|nombre|nome proprio|primeiro nome|voornaam|roepnaam|fornamn|tilltalsnamn|fornavn|
    imie|etunimi|keresztnev|utonev|jmeno|krestni jmeno|ime|prenume|imya|first|pername1|name1|onoma|isim|adi|primo nome|nome|adiniz|ten goi|nama depan|prenumele|vnaam|prnm|vname|rodne jmeno`,
  ],
  [
    'middle_name',
    `middle name|middle initial|middlename|middle|mname|mi|second name|zweiter vorname|deuxieme prenom|segundo nombre|
    secondo nome|tweede naam|mellannamn|mellomnavn|drugie imie|patronymic|otchestvo|nome do meio`,
  ],
  [
    'family_name',
    `last name|lastname|family name|familyname|surname|sur name|lname|l name|last nm|sname|nachname|familienname|zuname|nom de famille|
    nomfamille|apellido|apellidos|primer apellido|segundo apellido|cognome|sobrenome|apelido|achternaam|familienaam|efternamn|
    etternavn|efternavn|nazwisko|sukunimi|vezeteknev|csaladnev|prijmeni|prezime|nume de familie|nume|familiya|
    eponymo|soyad|soyadi|maiden name|geburtsname|nom de naissance|last|pername2|name2|nom|ho va dem|nama belakang|nama keluarga|soyisim|soyadiniz|nname|famnm|anaam|apellido paterno|apellido materno|prezimena`,
  ],
  [
    'full_name',
    `full name|fullname|person name|display name|customer name|client name|contact name|patient name|voter name|
    name|namn|naam|navn|vollstandiger name|vollname|name vollstandig|kundenname|nom complet|nom prenom|nom et prenom|nombre completo|nombre y apellidos|
    nome completo|nominativo|nome e cognome|volledige naam|fullstandigt namn|imie i nazwisko|koko nimi|nimi|fio|nev|names|ad soyad|adi soyadi|isim soyisim|ho ten|ho va ten|nama|nama lengkap|ime i prezime|jmeno a prijmeni|nume si prenume|meno a priezvisko`,
  ],
  [
    'birth_date',
    `date of birth|birth date|birthdate|dob|d o b|birthday|born|bdate|dateofbirth|geburtsdatum|geburtstag|geb datum|gebdatum|gebdat|geb|geboren|
    date de naissance|naissance|fecha de nacimiento|fecha nacimiento|fecnac|nacimiento|data di nascita|nascita|data de nascimento|nascimento|
    geboortedatum|geboren op|fodelsedatum|fodselsdato|fodselsdag|data urodzenia|dataurodzenia|syntymaaika|szuletesi datum|datum narozeni|
    datum rodjenja|data nasterii|data rozhdeniya|dogum tarihi|dogum gunu|ngay sinh|tanggal lahir|tgl lahir|date naiss|dat naiss|date de naiss|naiss|ddn|fec nac|fecha nac|f nac|f nacimiento|data nasc|dt nasc|dt nascimento|data nascim|data nasc|nasc|data ur|dat nar|datum nar|datum rodenja|fodd|szul datum|szul|szuletes|szuletesi ido|geb dat|gebtag|birth dt|bth dt|dob dt|syntynyt|syntymapaiva|datum narodenia|data de naixement|gim data|dzimsanas datums|sunniaeg|faeðingardagur`,
  ],
  [
    'birth_year',
    `birth year|year of birth|yob|byear|by|dob year|dob y|birth y|birthyear|birth yyyy|year birth|geburtsjahr|gebjahr|annee de naissance|annee naissance|ano de nacimiento|
    anno di nascita|ano de nascimento|geboortejaar|fodelsear|rok urodzenia|born year|birth yr`,
  ],
  [
    'birth_month',
    `birth month|month of birth|mob|bmonth|bm|dob mon|dob month|dob m|birth m|birth mon|birthmonth|month birth|geburtsmonat|mois de naissance|mes de nacimiento|mese di nascita|
    mes de nascimento|geboortemaand|fodelsemanad|miesiac urodzenia`,
  ],
  [
    'birth_day',
    `birth day of month|day of birth|bday|bd|dob day|dob d|birth d|day birth|birthday day|geburtstag tag|jour de naissance|dia de nacimiento|giorno di nascita|dia de nascimento|
    geboortedag|dzien urodzenia`,
  ],
  [
    'email',
    `email|e mail|mail|mail address|email address|emailadresse|courriel|correo|correo electronico|posta elettronica|epost|e post|adresse mail|
    elektronische post|emailadres|sahkoposti`,
  ],
  [
    'phone',
    `phone|telephone|tel|phone number|phonenumber|mobile|mobile phone|cell|cell phone|cellphone|fax|telefon|telefonnummer|handy|mobil|mobilnummer|rufnummer|
    portable|telefono|movil|celular|cellulare|telefone|telemovel|telefoon|mobiel|gsm|telefonnr|komorka|msisdn|puhelin|dien thoai|so dien thoai|sdt|telepon|no hp|no telp|cep telefonu|cep tel|mob no|mobile no|telefono movil|tlf|tlfn|matkapuhelin|telefonszam|mobiltelefon|telefoncislo`,
  ],
  [
    'house_number',
    `house number|housenumber|house no|street number|streetnumber|street no|streetno|number of house|hausnummer|haus nr|hausnr|numero de rue|
    numero rue|num voie|numero de calle|numero civico|civico|huisnummer|husnummer|gatunummer|nr domu|numer domu|building number|numero de porta|snum|house num|st no|st num|hnr|unit|unit number|apartment|apartment number|apt|apt number|flat|wohnung|appartement|piso`,
  ],
  [
    'street',
    `street|street name|streetname|street address|address|address line|address 1|address 2|address1|address2|addr|addr1|addr2|line1|residence|strasse|strassenname|anschrift|adresse|rue|voie|
    adresse postale|calle|direccion|domicilio|via|indirizzo|rua|endereco|morada|straat|straatnaam|adres|gata|gatuadress|adress|gateadresse|vej|ulica|katuosoite|utca|enumcap|res street|dia chi|alamat|adresa|lakcim|logradouro|sokak|cadde|mahalle|ulice|res address|home address|straat en huisnummer|strasse hausnummer|rue et numero`,
  ],
  [
    'postcode',
    `postcode|post code|postal code|postalcode|zip|zip code|zipcode|zip5|postleitzahl|plz|code postal|codepostal|cp|codigo postal|cap|cep|codice postale|
    postnummer|postnr|kod pocztowy|kodpocztowy|postinumero|iranyitoszam|psc|pcode|eircode|enumpc|postal|posta kodu|ma buu chinh|ma buu dien|kode pos|pin code|pincode|smerovacie cislo|postni smerovaci cislo|cod postal|postanski broj|c p`,
  ],
  [
    'place',
    `city|town|village|suburb|locality|municipality|place|place name|district|county|birth place|place of birth|birthplace|stadt|ort|wohnort|ortsteil|gemeinde|
    geburtsort|ville|commune|lieu de naissance|ciudad|localidad|poblacion|municipio|lugar de nacimiento|citta|comune|localita|luogo di nascita|cidade|localidade|concelho|
    local de nascimento|stad|plaats|woonplaats|gemeente|geboorteplaats|postort|kommun|fodelseort|by sted|poststed|miasto|miejscowosc|miejsce urodzenia|kaupunki|mesto|res city|mail city|sehir|ilce|thanh pho|kota|varos|telepules|localitate|bairro|woonpl|wohnort`,
  ],
  [
    'state',
    `state|province|region|country|land|bundesland|kanton|departement|pays|provincia|estado|pais|comunidad|regione|paese|distrito|provincie|lan|landskap|wojewodztwo|
    kraj|nation|nationality|country code|state code|statecode|staat|territory|maa`,
  ],
  [
    'national_id',
    `ssn|social security|social security number|soc sec id|soc sec|national id|nationalid|national identity|identity number|id number|passport|passport number|
    passport no|tax id|taxid|tin|personal number|person number|national insurance|nino|nhs number|medicare|medicare number|driver license|drivers license|licence number|license number|
    steuernummer|steuer id|sozialversicherungsnummer|ausweisnummer|svnr|ahv|numero de securite sociale|nir|dni|nie|nif|curp|rfc|codice fiscale|cf|cpf|bsn|burgerservicenummer|
    personnummer|fodselsnummer|pesel|henkilotunnus|loyalty card|card number|member number|customer number|kundennummer|membership number|mrn|medical record number|insurance number|
    registration number|vat|vat number|vat id|ustid|siren|siret|company number|handelsregister|kvk`,
  ],
  [
    'organisation',
    `organisation|organization|org|org name|company|company name|companyname|employer|business|business name|firm|firma|firmenname|unternehmen|arbeitgeber|societe|entreprise|raison sociale|
    empresa|razon social|azienda|societa|ragione sociale|bedrijf|bedrijfsnaam|werkgever|foretag|arbetsgivare|organisationsnamn|przedsiebiorstwo|pracodawca|yritys|account name`,
  ],
  ['domain', `domain|website|web site|url|homepage|webseite|site web|sitio web|sito web|web`],
  [
    'gender',
    `gender|sex|geschlecht|sexe|sexo|genere|sesso|genero|geslacht|kon|kjonn|plec|sukupuoli|anrede|salutation|civilite`,
  ],
  [
    'category',
    `occupation|job|job title|jobtitle|title|profession|beruf|metier|profesion|professione|profissao|beroep|yrke|zawod|race|ethnicity|race ethnicity|party|language|marital status|
    relationship|segment|religion|education`,
  ],
  ['number', `age|alter|edad|eta|idade|leeftijd|alder|wiek|income`],
  [
    'text',
    `notes|note|comment|comments|remarks|description|bemerkung|kommentar|commentaire|comentario|observaciones|nota|note interne|opmerking|anteckning|uwagi|message|bio`,
  ],
  [
    'source_key',
    `id|rec id|record id|recid|recordid|row id|rowid|row|row number|rownum|index|uuid|guid|unique id|uniqueid|key|pk|source id|sourceid|external id|line number|nr|lfd nr|no|
    kunden nr|kd nr|kund nr|client number|account number|numero client|numero de cliente|codice cliente`,
  ],
  [
    'ignore',
    `created|created at|updated|updated at|modified|timestamp|last seen|last login|ip|ip address|user agent|version|status|flag|hash|source|dataset|truth|label|file|batch|checksum|import date|
    registration date|signup date|date registered|opt in|consent|is active|active|deleted|url hash|cluster|filler|blank`,
  ],
]

const BY_PHRASE: ReadonlyMap<string, Role> = new Map(
  PHRASES.flatMap(([role, text]) =>
    text
      .split('|')
      .map((phrase) => phrase.trim().replace(/\s+/g, ' '))
      .flatMap((phrase) => [[phrase, role] as const, [phrase.replaceAll(' ', ''), role] as const]),
  ),
)

const BY_NATIVE_PHRASE: ReadonlyMap<string, Role> = new Map(
  NATIVE_PHRASES.flatMap(([role, text]) =>
    text.split('|').flatMap((phrase) => {
      const words = headerWords(phrase)
      return [[words.join(' '), role] as const, [words.join(''), role] as const]
    }),
  ),
)

/** Words that turn a name into something about it: `email_verified` is no e-mail address. */
const ABOUT = new Set(
  'copy verified confirmed valid opt optin optout consent count hash md5 sha type status flag score created updated source is has num_of soundex metaphone phonetic'.split(
    ' ',
  ),
)

/** Words for somebody else than the one whom the record is of. */
const OTHERS = new Set(
  (
    'mother mothers father fathers mom dad parent parents guardian guardians spouse spouses husband wife partner ' +
    'partners child children son daughter sibling brother sister kin emergency referrer referred referral doctor ' +
    'physician agent manager rep broker madre padre mutter vater mere pere conjoint ehepartner notfall ' +
    'notfallkontakt conyuge moeder vader mor far maka make'
  ).split(' '),
)

/** What is said of somebody else and stays the same: it agrees in a family, and tells namesakes apart. */
const STAYS: ReadonlySet<Role> = new Set([
  'given_name',
  'family_name',
  'full_name',
  'middle_name',
  'birth_date',
])
const REACHES: ReadonlySet<Role> = new Set(['email', 'phone'])

/** The role of a column of somebody else's: a mother's name is no name of hers, a guardian's phone not her phone. */
function ofSomebodyElse(role: Role): Role {
  if (STAYS.has(role)) return 'category'
  return REACHES.has(role) ? 'ignore' : role
}

/** A phrase found inside a longer word must be this long: `ort` is in `sportart`, `vorname` in `kundenvorname`. */
const INSIDE_MIN = 5

/** The role that a column's name suggests, undefined where it says nothing. */
export function roleOfHeader(header: string): Role | undefined {
  const words = headerWords(header)
  if (words.length === 0) return undefined
  if (words.some((word) => ABOUT.has(word))) return 'ignore'
  if (OTHER_SCRIPT.test(header)) {
    const native = byRun(words, BY_NATIVE_PHRASE) ?? byInside(words.join(''), BY_NATIVE_PHRASE, 2)
    if (native) return NATIVE_OTHERS.test(header) ? ofSomebodyElse(native) : native
  }
  if (isOfBothNames(words)) return 'full_name'
  const kept = words.filter((word, at) => at === 0 || !/^\d+$/.test(word))
  const role = byRun(words) ?? byRun(kept) ?? byInside(kept.join(''))
  return role && words.some((word) => OTHERS.has(word)) ? ofSomebodyElse(role) : role
}

/** Whose a column is, written before what it holds: customer_first_name, payerSurname. */
const OWNERS = new Set(
  'customer client contact person personal buyer payer member patient subscriber kunde kunden kund asiakas klant'.split(
    ' ',
  ),
)

/** The role of a column whose whole name is a phrase, apart from whose it is: nothing is read into a longer name. */
export function roleOfPhrase(header: string): {
  readonly phrase: string
  readonly role: Role | undefined
} {
  const words = headerWords(header)
  const own = OWNERS.has(words[0] ?? '') && words.length > 1 ? words.slice(1) : words
  const phrase = own.join(' ')
  const phrases = OTHER_SCRIPT.test(header) ? BY_NATIVE_PHRASE : BY_PHRASE
  return { phrase, role: phrases.get(words.join(' ')) ?? phrases.get(phrase) }
}

const OTHER_SCRIPT = /(?!\p{Script=Latin})\p{L}/u

/** Both names in one column (vorname nachname, first name last name) are a whole name. */
function isOfBothNames(words: readonly string[]): boolean {
  const text = words.join(' ')
  return GIVEN_NAMED.test(text) && FAMILY_NAMED.test(text)
}

const GIVEN_NAMED =
  /\b(?:first ?name|fore ?name|given ?name|vorname|prenom|voornaam|fornamn|imie)\b/
const FAMILY_NAMED =
  /\b(?:last ?name|surname|family ?name|nachname|familienname|achternaam|efternamn|nazwisko)\b/

/** customerFirstName, customer_first_name, CUSTOMER FIRST-NAME -> customer first name */
export function headerWords(header: string): readonly string[] {
  const parted = header.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  return fold(parted)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .filter((word) => word !== '')
}

/** The longest run of words that is a phrase; of equally long ones the last, as nouns come last. */
function byRun(words: readonly string[], phrases = BY_PHRASE): Role | undefined {
  let vague: Role | undefined
  for (let length = words.length; length > 0; length--) {
    for (let at = words.length - length; at >= 0; at--) {
      const run = words.slice(at, at + length)
      const text = run.join(' ')
      const role = phrases.get(text) ?? phrases.get(withoutDigits(text))
      if (role && VAGUE.has(text)) vague ??= role
      else if (role) return role
    }
  }
  return vague
}

/** Words that other words of the same name make precise: organisation name, member id. */
const VAGUE = new Set(
  'name names namn naam navn nom nome nombre first last id no nr key title land given number address adresse'.split(
    ' ',
  ),
)

function withoutDigits(text: string): string {
  return text.replace(/[\s\d]+$/, '')
}

function byInside(text: string, phrases = BY_PHRASE, lengthMin = INSIDE_MIN): Role | undefined {
  let best: readonly [string, Role] | undefined
  for (const [phrase, role] of phrases) {
    if (phrase.length < lengthMin || phrase.includes(' ') || !text.includes(phrase)) continue
    if (!best || phrase.length > best[0].length) best = [phrase, role]
  }
  return best?.[1]
}
