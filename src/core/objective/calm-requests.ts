// What people ask for and tell in no mood at all: most of what customers write. A question is no confusion, and a fault
// that is told is no anger; from these the mood model learns so. Made up for this project.

/** One example a line. */
export const CALM_REQUESTS = `
When will the technician come?
Which documents do you need from me?
Where can I download the manual?
Can I pay by card?
How do I set up voicemail?
Is there a shop near the station?
What is included in the family plan?
Who do I write to about a partnership?
How much does it cost to send it abroad?
Could you send me the form by mail?
Do you have this in black?
How many users can we add?
Is Saturday possible as well?
Which of the two phones has the better camera?
At what time does the hotline close?
Can I change the delivery date to Thursday?
Would it be possible to pay in three parts?
May I bring a friend to the event?
Has my payment reached you?
Will the price change next year?
Are there student discounts?
When does my contract end?
How can I add my wife to the account?
What do I need to open an account?
How long does a transfer take?
Where do I enter the voucher?
What is your address?
Can you check the status for me?
Does it work in Norway too?
Is the new model available?
How do I reset it to the factory settings?
What happens after I have signed?
When do you deliver to the islands?
what is the limit of my card
how do i see my last five bookings
is there a fee for that
can i have a second card for my son
which bank do i transfer to
where do i find my account number
how do i turn the sound off
set an alarm for six
remind me to call the dentist tomorrow
play the next song
what is on the calendar today
show me flights to Lisbon in May
book a table for four at seven
turn the lights on in the kitchen
send a message to Peter
how far is it to the airport
what is the news this morning
please add milk to the list
I want to return the blue shirt and take the red one
I need a receipt for last month
I lost my card and need a new one
My card was declined in a shop yesterday
The app shows version 4.2
The parcel should go to my office instead
I sold the car and want to end the insurance
I would like a quote for ten licences
Please remove the second line
We need the router by Monday
Here are my meter readings: 4711 and 128
The delivery came at noon
My new phone number is 555 0192
My husband will be at home
I have two questions about the contract
I registered yesterday
There is an update waiting on the device
The screen shows the number 12
It is about the booking for two people
The second parcel is still missing
I changed my name after the wedding
We are a small bakery
It rains today and I am at work until five
Good morning, I have a request
Wann kommt der Techniker?
Welche Unterlagen brauchen Sie?
Wo finde ich die Anleitung?
Kann ich mit Karte zahlen?
Wie richte ich die Mailbox ein?
Gibt es einen Laden in Köln?
Was ist im Familientarif enthalten?
Haben Sie das auch in Schwarz?
Wie lange dauert eine Überweisung?
Ist meine Zahlung angekommen?
Bitte schicken Sie mir das Formular
Ich brauche eine Quittung für den letzten Monat
Ich habe meine Karte verloren und brauche eine neue
Das zweite Paket fehlt noch
Stell den Wecker auf sechs
Ich hätte gern ein Angebot für zehn Lizenzen
När kommer teknikern?
Vilka papper behöver ni?
Var hittar jag handboken?
Kan jag betala med kort?
Finns det en butik i Lund?
Vad ingår i familjepaketet?
Hur lång tid tar en överföring?
Har min betalning kommit fram?
Jag behöver ett kvitto för förra månaden
Jag har tappat mitt kort och behöver ett nytt
Ställ klockan på sex
Det andra paketet saknas ännu
Quand passe le technicien ?
De quels documents avez-vous besoin ?
Où puis-je télécharger la notice ?
Est-ce que je peux payer par carte ?
Combien de temps prend un virement ?
Avez-vous reçu mon paiement ?
J'ai perdu ma carte et il m'en faut une nouvelle
Il me faudrait un reçu pour le mois dernier
Pouvez-vous m'envoyer le formulaire ?
Mets le réveil à six heures
¿Cuándo viene el técnico?
¿Qué documentos necesitan?
¿Dónde puedo descargar el manual?
¿Puedo pagar con tarjeta?
¿Cuánto tarda una transferencia?
¿Ha llegado mi pago?
He perdido mi tarjeta y necesito otra
Necesito un recibo del mes pasado
Quando viene il tecnico?
Posso pagare con la carta?
Dove trovo il manuale?
Quanto tempo ci vuole per un bonifico?
Ho perso la carta e me ne serve una nuova
Vorrei cambiare il mio indirizzo
Quando vem o técnico?
Posso pagar com cartão?
Onde encontro o manual?
Perdi o meu cartão e preciso de outro
Quero mudar a minha morada
Wanneer komt de monteur?
Kan ik met een kaart betalen?
Waar vind ik de handleiding?
Ik ben mijn pas kwijt en heb een nieuwe nodig
Ik wil mijn adres wijzigen
The router is offline
Two of our lamps are offline since Tuesday
My tablet is offline and the light is red
The laptop is broken
The washing machine is broken and needs a repair
The delivery is late
The train was late so I missed the bus
The bill is wrong, it shows two months
The name on the contract is wrong
The size is wrong, I need a 42
The connection is slow in the bedroom
The page is slow today
The tool shows an error when I save
An error message appears after the login
I get error 403 when I open the file
The site is not loading on my tablet
The page does not load
The alarm is not connected to the hub
My speaker is not working
The left earphone does not work
My membership expired last week
My password expired
The link in the mail expired
The battery of the lamp is flat
The cartridge is empty
The lock does not open
The doorbell makes no sound
There is no water in the machine
My account is locked
My number is blocked
The lid came off
One glass arrived cracked
The zip of the jacket is torn
I was billed two times for March
I have no picture on the second screen
The heating does not start
The update failed at 40 percent
The payment failed
The transfer has not arrived
The app crashes when I open the map
The card reader does not take my card
Mein Drucker ist offline
Die Lampe ist kaputt
Die Rechnung ist falsch, es fehlt ein Posten
Das Paket ist verspätet
Die Seite lädt nicht
Der Lautsprecher geht nicht
Mein Konto ist gesperrt
Die App zeigt einen Fehler
Kein Netz im Keller
Skrivaren är offline
Lampan är trasig
Fakturan är fel
Paketet är försenat
Sidan laddar inte
Högtalaren fungerar inte
Appen visar ett fel
Mon imprimante est hors ligne
La lampe est cassée
La facture est fausse
Le colis est en retard
La page ne se charge pas
L'application affiche une erreur
Mi impresora está sin conexión
La lámpara está rota
La factura está mal
El paquete llega tarde
La página no carga
La aplicación muestra un error
El altavoz no funciona
La lampada è rotta
La fattura è sbagliata
Il pacco è in ritardo
La pagina non si carica
A lâmpada está avariada
A fatura está errada
A encomenda está atrasada
De lamp is kapot
De factuur klopt niet
Het pakket is te laat
De pagina laadt niet`
