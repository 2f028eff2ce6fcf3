// What customers write in each mood, and what they write in none: made up for this project, in the languages that most
// of them write in. The mood model learns from these alone.
import type { MoodLabel } from '../../contract/objective.ts'

/** One example a line. `calm` holds messages that show no mood. */
export const MOOD_EXAMPLES: Readonly<Record<MoodLabel | 'calm', string>> = {
  frustrated: `
This is the third time I have to explain the same thing
I have been waiting for two weeks and still nothing has happened
Every time I call I get a different answer
Again no internet, this keeps happening every single evening
I already tried restarting it five times and it still does not work
Nobody called me back although you promised
I am tired of repeating myself to every new person
How many times do I have to send you this document
Your app logs me out all the time, it is so annoying
Still not fixed after four visits
I spent an hour in the queue and then the line dropped
It never works when I need it
I keep getting the same useless reply
Why is this so difficult, I just want to change my address
Another month, another wrong invoice
I have been passed from one department to the next all morning
The technician did not show up, again
This is getting really frustrating
Nothing of what was agreed has been done
I give up, I have tried everything on your page
the wifi drops constantly and I can not get any work done
Once again the parcel is late
I am fed up with this
it just keeps failing, ugh
you said it would take two days and it has been nine
Ich habe jetzt schon dreimal angerufen und es ist immer noch nichts passiert
Jeden Abend das gleiche Problem, ich habe langsam genug
Seit zwei Wochen warte ich auf eine Antwort
Schon wieder eine falsche Rechnung
Ich hänge seit einer Stunde in der Warteschleife
Es funktioniert einfach nicht, obwohl ich alles versucht habe
Niemand ruft zurück, das nervt
Muss ich das wirklich jedem Mitarbeiter neu erklären
Nu har jag ringt tre gånger och ingenting händer
Varje kväll samma sak, nätet bara dör
Jag har väntat i två veckor på svar
Återigen fel på fakturan
Ingen ringer tillbaka fast ni lovade
Jag är så trött på det här strulet
Har startat om den hundra gånger, det funkar ändå inte
Det tar en evighet att få hjälp hos er
Ça fait trois fois que j'appelle et rien ne change
Toujours pas de réponse depuis deux semaines
Encore une erreur sur ma facture
J'en ai marre d'attendre
On me renvoie d'un service à l'autre depuis ce matin
Ça ne marche jamais quand j'en ai besoin
Llevo dos semanas esperando y nada
Otra vez sin internet, siempre lo mismo
Ya he llamado tres veces y nadie me soluciona el problema
Estoy cansado de repetir lo mismo
Oh great, the line is down again
Great, another evening without television
Oh wonderful, one more month with a wrong bill
Well done, you sent the wrong one again
Bravo, now nothing works at all
Fantastic, third time this week that it fails
Brilliant, you lost my letter again
Thanks for nothing
Fantastic, another day without water, thank you so much
Another month without heating, thank you SO much, great work
Thank you very much, now I have no phone for another week
Wonderful service, a whole week without power
Thank you so much for cutting me off in the middle of a meeting
Thanks a lot for ruining my weekend
Just what I needed, another error message
Lovely, two hours in the queue and then nobody there
What a service, nobody answers and nothing works
Excellent job, the technician went to the wrong house
Na toll, schon wieder kein Netz
Super, und wieder ist die Rechnung falsch
Großartig, noch eine Woche ohne Telefon
Vielen Dank für nichts
Ganz toll gemacht, jetzt geht gar nichts mehr
Vad bra, nätet är nere igen
Toppen, fel faktura en gång till
Tack för ingenting
Super, encore une panne
Bravo, vous avez encore perdu mon colis
Merci pour rien
Genial, otra vez sin línea
Gracias por nada
Fantastico, di nuovo senza linea
Grazie di niente`,
  angry: `
This is outrageous, I want to speak to your manager now
You are thieves, you took money without asking me
I am furious, nobody told me about this price rise
What a disgrace of a company
Stop lying to me!
This is completely unacceptable and I will go to my lawyer
How dare you send me a debt collector for a bill I paid
Your agent hung up on me, how rude is that!!
I hate this company, worst service ever
You have ruined my whole week, I am so angry
Are you kidding me? You charged me twice!
This is a scam and I will tell everyone
I am absolutely livid
Give me my money back right now!
Absolutely ridiculous, you should be ashamed of yourselves
I will cancel everything and never come back
What the hell are you doing over there
Do not you dare touch my account again
You treat your customers like dirt
shame on you, incompetent idiots
I demand an explanation immediately
this is bullshit
I have had it with you, we are done
You lied to my mother on the phone, that is disgusting behaviour
Das ist eine Frechheit, ich will sofort den Chef sprechen
Unverschämt, Sie haben einfach Geld abgebucht
Ich bin stinksauer
So eine Abzocke, ich gehe zum Anwalt
Sie haben mich angelogen!
Das lasse ich mir nicht gefallen, ich kündige alles
Schämen Sie sich
So ein Saftladen, nie wieder
Det här är helt oacceptabelt, jag vill prata med din chef
Ni är tjuvar, ni har dragit pengar utan att fråga
Jag är rasande
Skäms på er!
Vilket jävla företag, aldrig mer
Ni ljuger för era kunder
Jag kräver pengarna tillbaka omedelbart
Jag anmäler er till konsumentverket
C'est scandaleux, passez-moi votre responsable
Vous êtes des voleurs
Je suis furieux, vous m'avez menti
C'est honteux de traiter les clients comme ça
Remboursez-moi tout de suite !
Inadmissible, je vais porter plainte
Esto es una vergüenza, quiero hablar con su jefe
Son unos ladrones, me han cobrado dos veces
Estoy furioso, me han mentido
Voy a denunciarles`,
  worried: `
I am worried that somebody got into my account
Will my number be lost if I switch?
There is a payment I do not recognise, please check quickly
I am afraid the alarm will not work when the line is down
My mother lives alone and depends on this phone, I am anxious
Is my data safe after what was in the news?
I am concerned that the order will not arrive before the funeral
What happens if I can not pay this month?
I got a strange text with a link, was that really you?
I think I may have been scammed, please help
I am scared that they will cut off my internet
Could someone have stolen my card details?
I am nervous about the contract, did I sign something I should not have
Please tell me the money is not gone
I lost my phone and all my codes are on it
It makes me uneasy that a stranger knew my customer number
I really need this to work on Monday, I have an exam online
I hope it is not too late to stop the transfer
what if the technician does not come, I work from home
I am stressed about the bill, it is more than I have
Is it dangerous that the box gets so hot?
I am not sure it is safe to leave it plugged in
Ich mache mir Sorgen, dass jemand mein Konto benutzt
Ich habe Angst, dass meine Nummer verloren geht
Was passiert, wenn ich diesen Monat nicht zahlen kann
Meine Mutter ist allein und braucht das Telefon dringend
Sind meine Daten noch sicher?
Ich bin beunruhigt wegen dieser SMS, war das wirklich von Ihnen
Hoffentlich ist das Geld nicht weg
Mir ist nicht wohl dabei, dass ein Fremder meine Daten hat
Jag är orolig att någon har kommit in på mitt konto
Jag är rädd att numret försvinner
Vad händer om jag inte kan betala den här månaden
Mamma bor ensam och larmet går på linjen
Är mina uppgifter säkra?
Fick ett konstigt sms, var det verkligen ni
Jag känner mig osäker på avtalet, har jag skrivit på något dumt
Hoppas att pengarna inte är borta
Je suis inquiet, quelqu'un a peut-être piraté mon compte
J'ai peur de perdre mon numéro
Que se passe-t-il si je ne peux pas payer ce mois-ci
Est-ce que mes données sont en sécurité ?
Je crains que le colis n'arrive pas à temps
J'ai reçu un message bizarre, c'était vraiment vous ?
Estoy preocupada por un cargo que no reconozco
Tengo miedo de perder mi número
Qué pasa si no puedo pagar este mes
Me preocupa que alguien tenga mis datos`,
  confused: `
I do not understand this bill at all
What does line rental adjustment mean?
I am confused, which of the two offers do I have now
It says active here and cancelled there, so which is it
I can not find where to change my plan
Sorry, I am lost, which button do I have to press
Your letter makes no sense to me
Why are there two invoices for the same month?
Which cable goes where? The picture looks different
I thought it was included, was it not?
Huh? I never ordered this
I have no idea what this code is for
Do I have to do something now or does it happen by itself?
The app says one thing and the mail says another
Could you explain that in plain words please
I am not sure what I signed up for
How is this amount calculated?
what is the difference between these two
I do not get it, am I supposed to send the old one back
Who are you and why do I get this message
I am puzzled by the second line on the invoice
it asks for a number that I do not have, where would I find it
Ich verstehe die Rechnung nicht
Was bedeutet dieser Posten?
Ich bin verwirrt, welchen Vertrag habe ich denn jetzt
Wieso bekomme ich zwei Rechnungen
Ich finde nicht, wo man das ändern kann
Welches Kabel gehört wohin?
Muss ich jetzt etwas tun oder geht das von allein?
Ich blicke da nicht durch
Jag förstår inte fakturan
Vad betyder den här raden?
Jag är förvirrad, vilket abonnemang har jag egentligen
Varför får jag två fakturor
Hittar inte var man ändrar
Vilken sladd ska sitta var?
Måste jag göra något nu eller sker det av sig självt
Hänger inte med, kan ni förklara enklare
Je ne comprends pas ma facture
Que veut dire cette ligne ?
Je suis perdu, quel forfait ai-je maintenant
Pourquoi est-ce que je reçois deux factures
Je ne trouve pas où changer mon adresse
Ce n'est pas clair du tout
No entiendo la factura
Qué significa este cargo
Estoy confundido, no sé qué contrato tengo
No encuentro dónde cambiarlo`,
  satisfied: `
Everything works now, very good
Fast delivery and easy set up, I am pleased
The new router is great, wifi in every room
That was quick, well done
I am happy with the service so far
Works perfectly since yesterday
Good price and it just works
The technician was friendly and on time
Nice, the speed is exactly what was promised
Really smooth move to the new flat
Best provider I have had
I would recommend you to my friends
It was solved in one call, excellent
Love the new app, so easy to use
All good on my side, no complaints
The agent knew what she was doing, impressive
Never had a problem in five years
Great, that is exactly what I wanted
super easy, five stars
I enjoy watching the matches, picture is brilliant
So glad that it is running again
Awesome support
Alles läuft wieder, super
Schnelle Lieferung, sehr zufrieden
Der Techniker war freundlich und pünktlich
Genau so habe ich mir das vorgestellt
Funktioniert einwandfrei
Klasse Service, gerne wieder
Kann ich nur empfehlen
Endlich schnelles Internet, toll
Allt fungerar perfekt nu
Snabb leverans och enkelt att komma igång
Jag är nöjd med tjänsten
Teknikern var trevlig och kom i tid
Toppen, precis som utlovat
Bästa leverantören jag haft
Kan varmt rekommendera er
Kul att det gick så smidigt
Tout marche très bien maintenant
Livraison rapide, je suis satisfait
Le technicien était aimable et à l'heure
Parfait, exactement ce que je voulais
Très bon service, je recommande
C'est génial, ça fonctionne partout
Todo funciona perfectamente
Muy contento con el servicio
El técnico fue muy amable y rápido
Excelente, lo recomiendo`,
  grateful: `
Thank you so much for your help
Thanks, you saved my day
I really appreciate that you called me back
Many thanks to the young man who helped my father
Thank you for being so patient with me
I am so grateful, I would never have managed alone
Thanks a lot for the quick answer
You have been very kind, thank you
Cheers, that helped a lot
Thank you for taking care of it on a Sunday
Please thank the technician from me
A big thank you to the whole team
I can not thank you enough
thx for sorting this out
Thank you for listening
So kind of you to waive the fee, thank you
Thanks for keeping your word
Much appreciated
Bless you for helping an old lady
I owe you one, thanks
It means a lot to us that you came so quickly
thank you thank you thank you
Vielen Dank für Ihre Hilfe
Danke, Sie haben mir sehr geholfen
Herzlichen Dank für die schnelle Antwort
Ich bin Ihnen so dankbar
Danke für Ihre Geduld
Tausend Dank an den Techniker
Danke, dass Sie sich so schnell gekümmert haben
Super, danke schön
Tack så mycket för hjälpen
Tusen tack, du räddade min dag
Jag är så tacksam för att ni ringde upp
Tack för ditt tålamod
Stort tack till hela teamet
Tack för snabbt svar
Hälsa teknikern och tacka så mycket
Tack snälla du
Merci beaucoup pour votre aide
Merci, vous m'avez sauvé
Un grand merci à toute l'équipe
Je vous remercie de votre patience
Je vous suis très reconnaissante
Merci pour votre réponse rapide
Muchas gracias por su ayuda
Mil gracias, me ha salvado el día
Le agradezco mucho su paciencia
Gracias por la rapidez`,
  calm: `
I would like to change my address to Harbour Street 12
My order number is 48213
Please send the invoice to our new office
We are moving on the first of next month
Yes, tomorrow at ten is fine
I want to order two mesh points
Can you tell me the opening hours of the store
The serial number is HR310022
I would like to book a technician
Please cancel my subscription at the end of the month
What does the larger plan cost?
I paid the bill on Friday
Do you deliver to Malmö?
Does the router work with fibre from another provider?
I am calling about my order from last week
My name is Anna and my customer number is 771204
Could we split the invoice in two
Here is the document you asked for
There is a red light on the box since this morning
I need a copy of my contract
The internet has been down since eight o'clock
I want to upgrade to the faster plan
Please transfer my number to the new SIM
The box has arrived
ok
How long is the notice period
I am at home after four
Our company has forty employees and three sites
Ich möchte meine Adresse ändern
Meine Kundennummer ist 771204
Bitte schicken Sie die Rechnung an unser neues Büro
Wir ziehen zum Monatsersten um
Was kostet der größere Tarif
Ich möchte einen Techniker buchen
Ja, morgen um zehn passt
Wie lange ist die Kündigungsfrist
Ich habe am Freitag überwiesen
Seit heute Morgen leuchtet die Lampe rot
Jag vill ändra min adress
Mitt kundnummer är 771204
Skicka fakturan till vårt nya kontor
Vi flyttar den första nästa månad
Vad kostar det större abonnemanget
Jag vill boka en tekniker
Ja, i morgon klockan tio går bra
Jag betalade i fredags
Hur lång är uppsägningstiden
Det lyser rött på dosan sedan i morse
Je voudrais changer mon adresse
Mon numéro de client est le 771204
Merci d'envoyer la facture à notre nouveau bureau
Nous déménageons le premier du mois
Combien coûte le forfait supérieur
Je souhaite prendre rendez-vous avec un technicien
Quiero cambiar mi dirección
Mi número de cliente es 771204
Cuánto cuesta la tarifa grande
Nos mudamos el día uno`,
}
