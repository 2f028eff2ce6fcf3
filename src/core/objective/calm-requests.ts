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
Ik wil mijn adres wijzigen`
