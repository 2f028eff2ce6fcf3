// What people write without wanting anything done: greetings, thanks, answers of one word. Made up for this project, in
// the languages that most customers write in. The catalogue's model learns from these that not every message is a job.

/** One example a line. */
const LINES = `
hello
hi there
hey
good morning
good evening everybody
hello, is anybody there
hi, are you a person or a robot
how are you today
nice to meet you
thanks
thank you
thank you very much for your help
thanks a lot, that was quick
you have been very kind
great service, I am happy
perfect, that is all I wanted to know
that is all for today
all good now
everything works, thanks
ok
okay, fine
yes
yes please
no
no thank you
maybe later
I see
got it
alright then
sure, no problem
one moment please
just a second
I will call back later
bye
goodbye and have a nice day
see you
have a good weekend
well done
brilliant
wow
oh great
fantastic
👍
🙂
😡
❤️
???
hallo
guten Tag
guten Morgen zusammen
danke
vielen Dank für Ihre Hilfe
Sie waren sehr freundlich
super, alles klar
ja
ja bitte
nein danke
in Ordnung
einen Moment bitte
tschüss
auf Wiedersehen, schönen Tag noch
das war alles
bonjour
bonsoir
merci
merci beaucoup pour votre aide
vous êtes très gentil
oui
non merci
d'accord
un instant s'il vous plaît
au revoir, bonne journée
c'est tout
hej
god morgon
tack
tack så mycket för hjälpen
ja tack
nej tack
okej, jag förstår
ett ögonblick
hej då, ha en bra dag
hola
buenos días
gracias
muchas gracias por su ayuda
sí, claro
no, gracias
vale, de acuerdo
adiós, que tenga un buen día
ciao
buongiorno
grazie
grazie mille per l'aiuto
va bene
no grazie
arrivederci
olá
bom dia
obrigado pela ajuda
obrigada, até logo
hallo, goedemorgen
dank u wel voor de hulp
tot ziens`

export const SMALL_TALK: readonly string[] = LINES.trim().split('\n')

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const BARE: ReadonlySet<string> = new Set(SMALL_TALK.map(bare))

/** Whether a message is one of these, however it is written. */
export const isSmallTalk = (text: string): boolean => BARE.has(bare(text))
