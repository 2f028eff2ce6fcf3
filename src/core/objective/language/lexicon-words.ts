// Words of feeling in the languages most customers write in, put together for this project. `*` at the end matches
// any ending. Every group has its valence; a word may stand in one group only, the first.

export const FEELINGS = [
  'anger',
  'fear',
  'sadness',
  'disgust',
  'complaint',
  'confusion',
  'surprise',
  'joy',
  'love',
  'hope',
  'praise',
  'thanks',
] as const
export type Feeling = (typeof FEELINGS)[number]

/** -3 very bad .. 3 very good, and the words. */
export type WordGroup = readonly [feeling: Feeling, valence: number, words: string]

export const WORD_GROUPS: readonly WordGroup[] = [
  // English
  [
    'anger',
    -3,
    `furious fury rage raging enraged outrag* livid seething fuming hate hates hated hating hatred hateful loathe* despise* infuriat* incens* hostile
     fuck fucks fucked fucking fuckin fucker motherfuck* wtf stfu bitch* bastard* asshole* damn damned goddamn shit shitty bullshit scum vile cunt dick dickhead prick
     kill killing murder* destroy* violent violence assault* attack* bully bullying abus* revenge vengeance wrath venge* slaughter terroris* racist racism bigot* nazi* fascis*`,
  ],
  [
    'anger',
    -2,
    `angry anger angered mad irate annoy* irritat* pissed piss agitat* aggravat* resent* bitter bitterness grudge rant rants offended offend offens* insult* provok*
     provocation rude rudeness disrespect* arrogant ignoran* liar liars lying lies lied cheat* betray* corrupt* unfair injustice unacceptable ridiculous absurd shameful shameless
     moron* idiot* idiocy stupid stupidity dumb dumbass fool fools foolish jerk jerks hypocri* troll* threaten* threat threats fight fights fighting yell* scream* shout* snap* cruel
     shut hell crap crappy bloody screw screwed sucks suck sucked pathetic disgrace disgraceful scandal* fuming outcry boil boiling burning burn protest* blame blames blaming blamed swear swearing smh fiery crime crimes criminal* propaganda pout pouting sulk* grr grrr argh ugh`,
  ],
  [
    'fear',
    -2,
    `afraid fear fears feared fearful fearing scared scare scares scary scarier terrif* terror petrif* horror horrif* horrid frighten* fright dread dreads dreaded dreadful panic* panick*
     anxious anxiet* nervous nervously nightmare* shudder* tremble* trembling shaking paranoi* phobi* phobia hysteri* alarm alarmed alarming worr* worried worries worry worrying uneasy unease
     creepy spooky haunted ghost* danger* unsafe risk* insecure intimidat* threatened helpless timid shy startl* jittery concerned apprehens* suspense suspicious uncertain stress* overwhelm* haunt* yikes uncomfortable awkward* embarrass* fraud scam* hacked stolen`,
  ],
  [
    'sadness',
    -3,
    `heartbroken heartbreak* devastat* depress* suicid* suicide miser* despair* hopeless* grief griev* mourn* anguish agony tragic tragedy worthless funeral died dies dead death deaths dying sob sobbing weep* wept`,
  ],
  [
    'sadness',
    -2,
    `sad sadder saddest sadly sadness unhappy cry cries cried crying tears tearful lonely loneliness alone gloom* grim melanchol* sorrow* sorry blue blues dismal bleak dark dull despond* dejected downcast
     upset hurt hurts hurting pain painful pains ache aches broken brokenhearted lost lose loser losing loss losses miss missed missing regret* remorse disappoint* discourag* dishearten* letdown gutted sulking serious solemn sombre somber
     unfortunate* unlucky pity pitiful poor poorly sick ill sickness tired exhausted drained numb empty hollow homesick suffer* sink sinking sunk rejected abandoned neglect* forgotten ignored guilt* ashamed shame lament* mope weary woe bored boring mourning hopelessly unloved fail fails failed failing failure`,
  ],
  [
    'disgust',
    -2,
    `disgust* gross grossed nasty nauseat* revolt* repuls* repugnan* yuck ew eww sickening filthy dirty stink* stinks rotten foul vomit* puke creep creeps cringe* awful horrible horribly terrible terribly appalling atrocious abysmal ghastly hideous ugly trash garbage rubbish disgusted toxic`,
  ],
  [
    'complaint',
    -2,
    `frustrat* unacceptable useless worthless worst worse bad badly poor broken breaks broke defect* faulty fault buggy bug bugs crash* glitch* dropped drops outage unreliable incompetent incompeten* unprofessional unhelpful
     complain* complaint* ripoff overpriced overcharg* delay* error errors mistake* mess messed problem* trouble* inconvenien* nuisance hassle wrong
     waste wasted wasting ruin* hopeless lousy mediocre disappointing poor misleading mislead* deceiv* dishonest cancel* ignored unanswered unresolved failed refuses refused denied reject* dispute* boycott* lawsuit lawyer flop weak lame meh joke fiasco disaster* chaos chaotic neglected negative difficult difficulty impossible`,
  ],
  [
    'complaint',
    -1,
    `refund* late slow slower waited waiting queue hours forever again nobody nothing never still missing issue issues stop expensive unless instead unfortunately sadly least nope hardly cut cuts shut closed off-line offline expired poorly`,
  ],
  [
    'confusion',
    -1,
    `confus* puzzl* unclear baffl* bewilder* perplex* huh unsure misunderst* complicated stuck weird strange odd doubt* clueless`,
  ],
  [
    'surprise',
    0,
    `surpris* shock shocked shocking unexpected* suddenly sudden wow whoa omg omfg gosh unbelievable incredible astonish* amaze amazed stun* speechless wonder`,
  ],
  [
    'joy',
    3,
    `overjoyed ecstatic elated thrilled delighted delight delightful jubilant blissful bliss euphori* hilarious hilariously hysterical exhilarat* rejoic* radiant gleeful glee gleesome joyous`,
  ],
  [
    'joy',
    2,
    `happy happier happiest happily happiness joy joyful joyfully glad gladly cheer cheers cheerful cheery cheering cheered smile smiles smiling smiled laugh laughs laughing laughed laughter lol lmao lmfao rofl haha* hehe* yay yayy woo woohoo hooray hurray yippee
     fun funny funniest enjoy enjoys enjoyed enjoying enjoyable pleased pleasing pleasure pleasant excit* exciting celebrat* lucky luckily luck hilarity humor humour humorous wholesome awe festive lively live playful merry jolly amus* comic comedy entertain* sparkl* bright brighten* sunny sunshine
     relief relieved content contented win wins winner winning won victory triumph* dance dancing singing sing treat yum yummy delicious tasty animated levity mirth breezy`,
  ],
  [
    'joy',
    1,
    `party parties birthday music holiday* vacation weekend christmas friday game games tonight concert festival song songs album gift watch watching wait tomorrow finally ready summer beach coffee dinner movie film show new fans fan`,
  ],
  [
    'love',
    3,
    `love loves loved loving lovely lover beloved ador* cherish* darling sweetheart sweet sweetest sweetie xoxo xx hug hugs kiss kisses cuddle* affection* caring cute cutest dear dearest romance romantic passion* precious heart hearts`,
  ],
  [
    'hope',
    2,
    `hope hopes hoped hopeful hopefully hoping optimis* faith believe believes believed believing trust trusting dream dreams dreaming inspire inspires inspired inspiring inspiration* motivat* motivation encourag* courage courageous strong stronger strength confident confidence
     success succeed* successful achieve* achievement goal goals future tomorrow forward opportunity grow growth progress improve improving better positive positivity overcome determin* determined ready focus persever* patience possible bless blessed blessing* blessings pray prayer* prayers god lord wisdom grateful peace peaceful calm
     bravely brave brilliance mindset discipline greatness`,
  ],
  [
    'hope',
    1,
    `keep begin beginning start journey change life quote quotes purpose wise opportunity forward support together learn learning build create always chance`,
  ],
  [
    'praise',
    2,
    `good great better best excellent awesome amazing fantastic wonderful brilliant superb outstanding perfect perfectly perfection terrific fabulous marvelous marvellous magnificent impressive impress* beautiful beautifully gorgeous stunning pretty nice nicely fine cool epic legend legendary
     helpful helped helps friendly kind kindly kindness polite professional patient quick quickly fast prompt promptly efficient smooth smoothly easy easily solved resolved fixed works worked working reliable recommend* satisf* happy appreciate* favorite favourite favorites
     congrat* proud pride respect respected honest honour honor worth valuable super top solid classy elegant genius smart clever clean clear fair safe comfortable comfy healthy gift gifts interesting interested genuine hero heroes champion*`,
  ],
  [
    'praise',
    1,
    `yes yeah yep okay ok agreed agree agrees exactly right correct like likes liked welcome well top special favourite decent ahead congrats true sure works safe free`,
  ],
  [
    'thanks',
    2,
    `thank thanks thankful thankfully thanking thx ty tysm thnx grateful gratitude appreciated appreciation appreciative cheers`,
  ],
  // German
  [
    'anger',
    -3,
    `wütend wut zornig zorn sauer hasse hass empör* unverschämt* frechheit scheiß* scheiss* scheisse verdammt* mist idiot* dreist* betrug betrüg* abzocke* lüge* gelogen unfassbar unerhört stinksauer`,
  ],
  [
    'anger',
    -2,
    `ärger* verärger* genervt nervt nervig ärgerlich aufgebracht reicht frech lächerlich* unmöglich unzumutbar inakzeptabel respektlos saftladen`,
  ],
  [
    'fear',
    -2,
    `angst ängst* sorge sorgen besorgt* beunruhig* unsicher* befürcht* panik bange nervös gefährlich* bedrohlich* gehackt gestohlen`,
  ],
  [
    'sadness',
    -2,
    `traurig* enttäusch* unglücklich* leider verzweifel* weine* weinen schade trauer bedauer* hoffnungslos* verlor* verletzt allein einsam`,
  ],
  [
    'disgust',
    -2,
    `ekel* eklig* widerlich* schrecklich* furchtbar* grauenhaft* katastroph* grässlich* miserabel`,
  ],
  [
    'complaint',
    -2,
    `schlecht* schlimm* kaputt* defekt* fehler* störung* problem* ausfall ausgefallen langsam* frustrier* unzufrieden* beschwer* reklam* mahnung* kündig* falsch* mangelhaft* verspät* warteschleife gewartet warte schon wieder niemand nichts nie unbrauchbar nutzlos zumutung unverständlich* überteuert teuer ständig dauernd unfähig`,
  ],
  [
    'confusion',
    -1,
    `verwirr* verstehe versteh unklar* ratlos* durchblick kapier* begreife weiß wieso warum seltsam komisch merkwürdig`,
  ],
  [
    'joy',
    2,
    `freu* froh glücklich* fröhlich* begeister* lach* erleichtert spaß toll tolle toller tolles`,
  ],
  ['love', 3, `liebe lieben liebst geliebt* herzlich* herz lieb`],
  ['hope', 2, `hoffe hoffentlich hoffnung* zuversicht* vertrau*`],
  [
    'praise',
    2,
    `gut gute guter gutes super prima klasse perfekt* ausgezeichnet* hervorragend* wunderbar* großartig* spitze freundlich* kompetent* hilfsbereit* schnell* zufrieden* zuverlässig* einwandfrei* nett nette netter empfehl* gelöst geklappt funktioniert* lob`,
  ],
  ['thanks', 2, `danke dank bedank* dankbar* dankeschön vielen`],
  // French
  [
    'anger',
    -3,
    `furieu* colère rage énervé* enrag* haine déteste* merde putain honteu* scandaleu* arnaque* voleur* menteu* inadmissible* inacceptable* scandale`,
  ],
  [
    'anger',
    -2,
    `fâché* agac* exaspér* irrit* marre ras-le-bol insupportable* ridicule* irrespect* moque*`,
  ],
  [
    'fear',
    -2,
    `peur inquiet inquiète* inquiét* angoiss* crain* anxieu* paniqu* stress* piraté* volé* redout*`,
  ],
  [
    'sadness',
    -2,
    `triste* déçu* décev* déception malheureu* pleur* désespér* hélas regrett* désol* seul seule`,
  ],
  ['disgust', -2, `dégoût* horrible* affreu* épouvant* atroce* catastroph* nul nulle lamentable*`],
  [
    'complaint',
    -2,
    `mauvais* panne* problème* erreur* retard* lent lente* cassé* défectueu* frustr* plainte* plaindre réclam* rembours* impossible attend* toujours jamais personne rien encore incompéten* insatisf* mécontent* cher inutil*`,
  ],
  [
    'confusion',
    -1,
    `perdu* comprends comprend confus* perplexe* pourquoi comment bizarre* étrange* flou`,
  ],
  ['joy', 2, `heureu* content* ravi* joie joyeu* plaisir soulagé* rire mdr ptdr enchant*`],
  ['love', 3, `aime adore* amour chéri* coeur cœur bisou*`],
  ['hope', 2, `espère espoir espér* confian*`],
  [
    'praise',
    2,
    `bon bonne bien super parfait* excellent* génial* formidable* magnifique* top rapide* efficace* aimable* gentil* sympa* compétent* satisf* recommand* résolu* fonctionne bravo nickel impeccable*`,
  ],
  ['thanks', 2, `merci merciii remerci* reconnaissan*`],
  // Spanish
  [
    'anger',
    -3,
    `furios* rabia ira odio odia* mierda joder puta estaf* ladron* mentir* mentira* vergüenza indignan* indignad* inaceptable* harto harta`,
  ],
  ['anger', -2, `enfad* enoj* molest* cabread* irrit* fastidi* ridícul* tomadura`],
  [
    'fear',
    -2,
    `miedo preocup* temor temo asust* ansios* angusti* nervios* pánico insegur* robad* hackead*`,
  ],
  [
    'sadness',
    -2,
    `triste* tristeza decepcion* lástima llor* desesper* infeliz* lament* pena solo sola`,
  ],
  ['disgust', -2, `asco asqueros* horrible* terrible* pésim* fatal espantos* desastre*`],
  [
    'complaint',
    -2,
    `mal malo mala problema* error* averí* roto rota lento lenta tarde retras* frustr* queja* quej* reclam* reembols* imposible espera* esperando siempre nunca nadie nada caro cara inútil* insatisf*`,
  ],
  ['confusion', -1, `confund* confus* entiendo entender perdid* raro extraño cómo porqué`],
  ['joy', 2, `feliz felices felicidad* alegr* content* encant* jaja* divertid* aliviad*`],
  ['love', 3, `amo amor quiero adoro cariñ* corazón beso* abrazo*`],
  ['hope', 2, `espero esperanza* ojalá confí* confianza`],
  [
    'praise',
    2,
    `bien bueno buena buen genial excelente* perfect* estupend* fantástic* maravill* amable* rápid* eficaz* eficien* satisf* recomiend* solucion* funciona mejor increíble*`,
  ],
  ['thanks', 2, `gracias agradec* agradezco`],
  // Swedish, with Norwegian and Danish where they are alike
  [
    'anger',
    -3,
    `arg arga rasande förbannad* jävla helvete fan hatar hat ilsk* vansinnig* skandal* lurad* bedrägeri lögn* ljug* oacceptabel* sinnssyk* rasende forbanna*`,
  ],
  [
    'anger',
    -2,
    `irrit* förbann* sur sura upprörd* trött* oförskämd* löjlig* otrevlig* frech nonchalant*`,
  ],
  [
    'fear',
    -2,
    `rädd* orolig* oro oroar ängslig* nervös* panik osäker* farlig* bekymr* stulen hackad* bekymret urolig* redd bange`,
  ],
  [
    'sadness',
    -2,
    `ledsen ledsna besviken besvikna tråkig* olycklig* gråt* tyvärr sorg* förtvivl* hopplös* ensam skuffet skuffe* lei`,
  ],
  ['disgust', -2, `äcklig* hemsk* fruktansvärd* förfärlig* katastrof* usel usla värdelös*`],
  [
    'complaint',
    -2,
    `dålig* sämst* sämre trasig* fel problem* avbrott långsam* seg segt frustrer* klag* klagomål reklam* väntat väntar vänta kö aldrig ingen inget igen fortfarande död dött funkar fungerar missnöjd* dyr dyrt obegriplig* strul* krångl* påminnelse* dårlig* ødelagt`,
  ],
  ['confusion', -1, `förvirr* förstår fattar oklar* konstig* hur varför undrar forvirr* forstår`],
  ['joy', 2, `glad glada lycklig* kul rolig* skratt* härlig* lättad* nöjd* glæd*`],
  ['love', 3, `älskar kärlek hjärta kram kramar älskade elsker`],
  ['hope', 2, `hoppas hopp förhoppning* litar håper håber`],
  [
    'praise',
    2,
    `bra bäst bättre toppen jättebra utmärkt* perfekt* fantastisk* underbar* trevlig* snabb* hjälpsam* vänlig* duktig* grym suverän* rekommender* löst flink* dyktig*`,
  ],
  ['thanks', 2, `tack tackar tacksam* takk tak tusen`],
  // Italian, Portuguese, Dutch: the most common ones
  [
    'anger',
    -2,
    `arrabbiat* incazzat* odio schifo vergogn* truffa* raiva irritad* bravo zangado boos woedend boze kwaad belachelijk schandalig*`,
  ],
  [
    'complaint',
    -2,
    `problema* guasto rotto lento pessim* deluso delusa aspett* péssim* avaria quebrad* atras* demora* slecht* kapot storing* traag teleurgesteld klacht*`,
  ],
  ['fear', -2, `paura preoccup* medo preocupad* bang bezorgd ongerust`],
  ['joy', 2, `felice contento contenta feliz contente blij gelukkig tevreden`],
  [
    'praise',
    2,
    `ottimo bene buono perfetto bravissim* ótim* bom boa excelente goed prima geweldig uitstekend*`,
  ],
  ['thanks', 2, `grazie ringrazi* obrigad* bedankt dank dankjewel`],
  // Signs
  ['anger', -3, '😡 🤬 😠 👿 🖕 😤'],
  ['fear', -2, '😨 😰 😱 😟 😧 😦 😥'],
  ['sadness', -2, '😢 😭 😞 😔 🙁 ☹ 😿 💔 😩 😫 😣 😖 😪 :( :c :[ =( ;( </3'],
  ['disgust', -2, '🤢 🤮 👎 💩 🤦 🙄 😒 😑 :/ :\\ =/'],
  ['confusion', -1, '😕 🤔 😐 🤷 ❓ ?? ?!'],
  ['surprise', 0, '😮 😲 😯 😳 🤯 :o :O'],
  [
    'joy',
    2,
    '😀 😃 😄 😁 😆 😂 🤣 😊 🙂 ☺ 😎 😝 😜 😛 😋 🎉 🎊 🥳 😅 :) :D :p :P =) ;) :] xD XD ^^ ^_^ 8) =D ;D',
  ],
  ['love', 3, '❤ 💕 💖 💗 💓 💙 💚 💛 💜 😍 😘 🥰 😻 💋 ♥ 💞 <3'],
  ['hope', 2, '🙏 🤞 💪 ✨ 🌟 🌈 ☀'],
  ['praise', 2, '👍 👏 👌 🙌 💯 🔥 ⭐ 🏆 ✅'],
]

/** Turn the next few words round. */
export const NEGATIONS = `not no never none nothing neither nor cannot can't cant don't dont doesn't doesnt didn't didnt isn't isnt wasn't aren't won't wouldn't shouldn't couldn't haven't hasn't ain't without hardly barely
 nicht kein keine keinen keiner nie niemals ohne ne pas jamais aucun aucune sans no nunca sin ni inte ej aldrig ingen inget utan ikke non mai senza não nem niet geen nooit`

/** Make the next word stronger. */
export const BOOSTERS = `very really so extremely absolutely totally completely utterly incredibly super too fucking bloody deeply truly highly
 sehr so total absolut extrem völlig wirklich zu très trop vraiment tellement si muy tan demasiado realmente mycket väldigt så jätte riktigt helt meget molto troppo muito heel erg zeer`

/** What follows weighs more than what came before. */
export const TURNS = `but however although though aber jedoch doch mais cependant pero men dock ma mas maar`
