// Given names that many people bear and that stand in no table of short forms, as data: two of them are two people's
// (Maja and Moa), however alike, and not one name with a slip.
const NAMES =
  'aada adam agnieszka ahmet aidan aino aisha ake alba albin alessia alfie alma alva alvaro ' +
  'amber amina amit andrzej anil anja anjali anneke annika anouk antoine anton antoni antti ' +
  'arjun arne arvid astrid aurelie ava axel ayse barbro barry beatriz berit bernd bilal birgit ' +
  'bjorg borje bram callum camilla carlos carmen celine chiara colin connor craig cristina daan ' +
  'daniela dawn dean didier diego dieter divya doreen dylan ebba edoardo edvin eero eevi egil ' +
  'eino elif elton emilia emilie emine emre erik ethan evie ewa fabian fatih fatma federica ' +
  'femke filip finn fleur francesca franciszek francoise freja freya frida geir gemma gerard ' +
  'gerhard giorgia giovanna gisela giulia grace graham guenter guillaume gun gunilla gunnar ' +
  'hamza hasan hazel hege heike heikki helga helmi henrik holger holly horst hugo huseyin ' +
  'ibrahim ida ilse ines inger ingrid iris isak isla jade jana jari jasmine jens jonas jordan ' +
  'jorge josefin juan juergen juha jukka julien juliette karen kavita keith kerstin khalid ' +
  'kjell knut koen krystyna kyle lakshmi lara laurent layla leena leif leonie liam linnea linus ' +
  'logan lotte lova luca ludvig luis luisa lukas luuk malin malte manfred manon marcel marcin ' +
  'marco maren margaux marianne marieke marine marit markku marlene marta maryam massimo mathis ' +
  'matti mattia maxime mehmet melker merve mikko moa monique moritz murat mustafa neha nigel ' +
  'niklas noa noor nova nuria oceane odd odette odin olav olivier oliwia omar onni oscar otto ' +
  'owen pablo paola paolo pascal pawel pekka petra philipp pieter pihla pirkko pooja poppy ' +
  'priya quentin rahul rainer rajesh ralf ramesh ramon raquel rekha renate rene riccardo riitta ' +
  'ritva rohan ruben ruby rune ruth sabine saga sander sandrine sanjay sebastien sergio sigge ' +
  'signe silje silke silvia simona siv sofia sofie solveig stefano stephane stig sture sunita ' +
  'suresh sylvie szymon tanja tariq terje thea therese thierry thijs tilde timo tindra tommaso ' +
  'torsten trevor turid tuula tuva ulrika ute uwe vaino valeria venla veronique viggo viktor ' +
  'werner wiktoria yusuf zainab zeynep zoe zofia zuzanna'

export const GIVEN_NAMES: readonly string[] = NAMES.split(' ')
