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
  // English, further ones
  [
    'anger',
    -3,
    `hater haters bigotry sexist* homophob* xenophob* islamophob* misogyn* racists rape raped rapes raping rapist* molested traitor* treason tyran*
     dictator* genocide massacre* torture* tortured scumbag* douche* jackass* twat* wanker* arsehole* bollocks dickhead* psycho* fcuk fck fuk stfu gtfo ffs
     goddamnit goddammit dammit damnit evil vicious* malicious* barbaric bombing bombed`,
  ],
  [
    'anger',
    -2,
    `aggressi* accus* condemn* denounc* outcry nonsense insane lunatic* maniac* delusional obnoxious* condescend* selfish* greed greedy crook* thug*
     harass* discriminat* unjust* oppress* exploited exploiting extort* blackmail* brib* savage* brutal* bullshitting bs rigged shite arse moan* whine
     whines whining whiny rip-off disrespected ruthless* nasty abuse hostility hateful dumbest dumber stupidest crybaby brainwash* coward* clown* smug
     vulgar violat* invad* slander* libel* smear* rant ranting`,
  ],
  [
    'fear',
    -2,
    `hostage* kidnap* emergency crisis crises outbreak* epidemic plague* virus* disease* cancer tumor tumour infect* injur* wound* bleed* bleeding
     explosion* explod* collapse* hurricane* earthquake* doom doomed menac* peril* hazard* poison* beware warned warning warnings victim* unstable
     desperat* eerie bomb bombs shooting shootings gunman war wars warfare accident* evacuat* trauma* traumati* insecurity unsafe dreading worrisome`,
  ],
  [
    'sadness',
    -2,
    `rip condolence* orphan* widow* starv* poverty homeless* bankrupt* unemployed layoff* bereav* depriv* defeat defeats defeated sigh sighs ouch crushed
     shattered wreck* unwell nausea migraine* headache* fever flu insomnia sleepless tiring fatigue* burnout dreary pessimis* cynic* setback* shortage*
     damage damaged damages damaging harm harms harmed harmful harming bury buried coma fatal deadly killed kills deceased lonesome sadder bitterly sux
     smdh nooo noo`,
  ],
  ['sadness', -1, `apolog* oops hospital* surgery goodbye forget forgot weak rain rainy`],
  [
    'disgust',
    -2,
    `horrid horrendous* hideously obscene pervert* vile scummy smelly stinky grosses nastiest pathetic loathsome despicable shitshow unbearable
     insufferable`,
  ],
  [
    'complaint',
    -2,
    `overrated underwhelm* pointless inferior inadequate* insufficient inaccura* incorrect* irresponsib* inconsisten* ineffective* inefficien* unable
     unpleasant* unsatisf* unwanted unwilling* unpopular untrue unsuccessful* unnecessar* unreasonabl* unproven unethical uninspired unfinished disapprov*
     disagree* dislike* displeas* dissatisf* disrupt* dysfunction* flaw* fake fakes faked bogus phony hoax shoddy sloppy sluggish laggy lagging tedious
     bland tasteless shambles trainwreck worsen* overdue unpaid guilty criticis* criticiz* blunder* inept* harsh* severe* struggle* struggling clickbait
     spam spammy nightmare horrific cheated robbed stole steal stealing thief thieves wasteful appalled fuming snub snubbed backlash humiliat* mock mocked
     mocking insecure ban banned bans`,
  ],
  [
    'complaint',
    -1,
    `false myth* bias biased conspir* controvers* conflict* scandals rumor* rumour* sue sued suing convict* arrest* jail jailed prison fired resign* leak
     leaked suspend* penalt* debt* decline* declining recession inflation deficit extremis* bother* interrupt* silly hard harder hardest tough rough
     against oppose* opposing opposition protest* deny denies denying lack lacks lacking unlike neither messy noisy loud crowded cold dry delays postpon*
     strike strikes traffic rejected excuse excuses overreact* insult block blocked blocking quit quits quitting leave leaving without`,
  ],
  [
    'confusion',
    -1,
    `dunno idk wtf doubtful unsure questionable suspicious ironic contradict* ambiguous`,
  ],
  [
    'joy',
    2,
    `pumped stoked psyched hyped blast yass* yesss* yey woot wahoo hahah* hehehe* lolol* xd lmaoo lmaooo giggle* chuckl* grin grinning thrilling funnier
     fave faves favs greatness sweetness jolly jubil* joke jokes bliss* ecstasy playful upbeat vibes unforgettable delicious scrumptious happening`,
  ],
  [
    'joy',
    1,
    `bday wedding* honeymoon anniversary chocolate pizza beer wine bbq barbecue picnic sunset* sunrise* puppy puppies kitten* saturday sunday thursday tour
     premiere cake candy sunshine spring carnival celebration celebrations trip trips adventure* relax* chill dancing kids`,
  ],
  [
    'love',
    2,
    `luv luvs lovin loveyou ily ilysm bae babe bestie* bff soulmate* fond* devot* treasur* charm charming handsome sexy beauty beauties angel angels
     goddess queen queens princess* adorable sweets honey crush loveliest blessed`,
  ],
  [
    'hope',
    2,
    `wish wishes wishing wished eager* promising aspir* ambiti* thriv* heal heals healed healing heaven* miracle* gracious grace amen hallelujah mercy
     faithful cant-wait anticipat*`,
  ],
  [
    'hope',
    1,
    `recover* rescue* surviv* save saved saves protect* solution* freedom liberty justice unity soon upcoming looking`,
  ],
  [
    'praise',
    2,
    `greatest greater finest nicer nicest coolest cooler kindest smarter smartest easier easiest faster fastest quicker smoother prettier prettiest
     wonderfully amazingly splendid* exquisite exceptional* extraordinar* remarkabl* phenomenal* spectacular* sensational* flawless* faultless immaculate
     stellar priceless divine dope rad neat badass goat mvp legends iconic icon icons masterpiece* talent* gifted skilled insightful informative useful
     handy convenient* comfort comforting cozy cosy stylish prais* applau* admir* acclaim* prize* medal* generous* thoughtful considerate courteous
     attentive knowledgeable welcoming sincere* loyal* brave bravo kudos fascinat* intrigu* creative* innovati* ideal magic magical dazzl* glorious glory
     trustworthy rocks rocked rocking slay slayed slays killin nailed underrated stunned gem gems banger bangers wow beast`,
  ],
  [
    'praise',
    1,
    `popular* award* awards awarded gold golden bonus benefit* advantage* boost* gains profit* fresh grand luxur* effective* productive stable deserve*
     props fans famous wins victory victories lead leads leading ahead upgrade* interesting score scored scores goals talented rich wealth* progress*
     approve* approved support* supporter* honest* important amaze excellent* classic quality`,
  ],
  ['thanks', 2, `thankyou thnks tnx thks tq tqsm thankss`],
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
  ['sadness', -2, `triste* tristeza decepcion* lástima llor* desesper* infeliz* lament* pena`],
  ['disgust', -2, `asco asqueros* horrible* terrible* pésim* fatal espantos* desastre*`],
  [
    'complaint',
    -2,
    `malo mala problema* error* averí* roto rota lento lenta tarde retras* frustr* queja* quej* reclam* reembols* imposible espera* esperando siempre nunca nadie nada caro cara inútil* insatisf*`,
  ],
  ['confusion', -1, `confund* confus* entiendo entender perdid* raro extraño cómo porqué`],
  ['joy', 2, `feliz felices felicidad* alegr* content* encant* jaja* divertid* aliviad*`],
  ['love', 3, `amo amor adoro cariñ* corazón beso* abrazo*`],
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
    `arg arga rasande förbannad* jävla helvete fan hatar hatet ilsk* vansinnig* skandal* lurad* bedrägeri lögn* ljug* oacceptabel* sinnssyk* rasende forbanna*`,
  ],
  [
    'anger',
    -2,
    `irrit* förbann* sura upprörd* trött* oförskämd* löjlig* otrevlig* frech nonchalant*`,
  ],
  [
    'fear',
    -2,
    `rädd* orolig* oro oroar ängslig* nervös* panik osäker* farlig* bekymr* stulen hackad* bekymret urolig* redd bange`,
  ],
  [
    'sadness',
    -2,
    `ledsen ledsna besviken besvikna tråkig* olycklig* gråt* tyvärr sorg* förtvivl* hopplös* ensam skuffet skuffe*`,
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
  // German, further ones
  [
    'anger',
    -2,
    `dumm dumme dummer idioten arsch arschloch verarsch* kotz* peinlich* kack* blöd* schäm* versager hass`,
  ],
  ['sadness', -2, `tot tod gestorben weint heul* schmerz* krank* müde leid`],
  [
    'complaint',
    -2,
    `schlimmer schlechter versag* mies* übel* langweil* schwierig* verspätung* ausgefallen bug* absturz* abgestürzt lächerlich nerv*`,
  ],
  ['fear', -2, `krise* krieg* terror* anschlag* bedroh* gefahr*`],
  ['joy', 2, `lustig* witzig* haha* lacht gefeiert feier* geil* cool* endlich`],
  ['love', 3, `süß* schatz kuss knuddel*`],
  [
    'praise',
    2,
    `schön* beste bester bestes besten besser stark* genial* lecker* interessant* hübsch* erfolg* glückwunsch* gewonnen gewinn*`,
  ],
  ['hope', 2, `wünsche wünsch* viel-glück`],
  // French, further ones
  [
    'anger',
    -2,
    `connard* con conne connerie* salope* salaud* bordel honte débile* idiot* stupid* chiant* saoul* dégage*`,
  ],
  ['sadness', -2, `mort morts dommage malheur* souffr* douleur* fatigué* ennui* manque`],
  ['complaint', -2, `pire pires crise dur dure difficile* galère* raté* faux grève* problèm*`],
  ['fear', -2, `danger* menace* attentat* guerre*`],
  ['joy', 2, `rigol* drôle* sourire* fête* anniversaire vivement haha* ptdrr* lol`],
  ['love', 3, `aimer aimé aiment belle beau jolie joli mignon* câlin*`],
  [
    'praise',
    2,
    `meilleur* mieux géniale* excellente félicitation* intéressant* belles beaux top incroyable* réussi* victoire`,
  ],
  // Spanish, further ones
  [
    'anger',
    -2,
    `idiota* imbécil* gilipollas cabrón cabrones coño asco vergonzos* mentiros* corrupt* ladrones`,
  ],
  ['sadness', -2, `llorar llorando lloro muerte murió dolor extraño-te echar-menos cansad* sufr*`],
  ['complaint', -2, `peor peores fallo fallos aburrid* difícil culpa falta basura vergüenza`],
  ['joy', 2, `fiesta reír risa jeje* jajaj* cumpleaños felicidades disfrut* gracios*`],
  ['love', 3, `quererte amar guapo guapa bonit* lind* precios* herm*`],
  ['praise', 2, `mejores grande grandes gran guay chul* interesante* éxito* ganar victoria bonito`],
  // Italian, further ones
  [
    'anger',
    -3,
    `rabbia furios* incazzat* infuriat* merda cazzo stronz* bastard* idiot* vaffanculo schifoso schifosa ladri ladro bugiard* vergognatevi vergognos*
     inaccettabil* puttana`,
  ],
  ['anger', -2, `ridicol* assurd* indecent* maleducat* ignorant* buffon* corrott* imbroglio*`],
  ['fear', -2, `preoccupat* paura* terror* ansia* pericolos* attentat* spaventos*`],
  [
    'sadness',
    -2,
    `triste tristezza purtroppo peccato piangere piango pianto dispiace delusion* deludent* morto morti morte disperat* dolore soffr*`,
  ],
  ['disgust', -2, `orribil* terribil* pessim* disgustos* disastro* squallid*`],
  [
    'complaint',
    -2,
    `male brutto brutta brutti peggio peggior* errore errori ritard* disservizio inutil* impossibil* difficil* sbagliat* crisi fallit* fallimento tasse
     basta mancanza`,
  ],
  [
    'joy',
    2,
    `felicità allegr* gioia divertent* auguri festa ridere sorris* evviva ahah* bello bella belli belle bellissim*`,
  ],
  ['love', 3, `amore amo adoro cuore baci abbraccio tesoro carin*`],
  ['hope', 2, `spero speriamo speranza fiducia coraggio`],
  [
    'praise',
    2,
    `buona buon grande grandi fantastic* stupend* meraviglios* splendid* bravi brava bravo miglior* eccellent* perfett* utile gentil* interessant*
     complimenti vince vincere vittoria`,
  ],
  // Portuguese, further ones
  [
    'anger',
    -3,
    `merda porra caralho idiota* filho-da-puta desgraç* nojent* ladrão ladrões palhaç* mentiros* vergonhos*`,
  ],
  ['anger', -2, `raiva ridícul* absurd* inaceitáv* chato chata irrita* lixo otári*`],
  ['fear', -2, `preocupad* assustad* assusta* terror perigos* pânico ansios*`],
  [
    'sadness',
    -2,
    `triste tristeza chorar choro chorando chorei infelizmente saudade* decepcion* decepç* sofr* morreu morte dor sozinh* cansad*`,
  ],
  ['disgust', -2, `nojo horríve* terríve* péssim* ruim ruins`],
  [
    'complaint',
    -2,
    `pior piores problema* erro errado errada demor* atraso atrasad* lento reclam* dificíl difícil nunca ninguém nada falta`,
  ],
  [
    'joy',
    2,
    `alegr* felicidade rindo kkk* haha* rsrs* divertid* ansiosa festa aniversário parabéns sorris* legal`,
  ],
  ['love', 3, `amor amo amei amando adoro adorei coração beijo* abraço* querid* lind* fof*`],
  ['hope', 2, `espero esperança confiança tomara fé`],
  [
    'praise',
    2,
    `bom boa bons boas melhor melhores maravilhos* excelente* perfeit* incríve* fantástic* gostos* top show sensacional demais`,
  ],
  ['thanks', 2, `valeu agradeç* brigad*`],
  // Dutch, further ones
  [
    'anger',
    -2,
    `kut klote godver* klootzak* schande belachelijk* asociaal debiel* irritant* boosheid`,
  ],
  ['sadness', -2, `helaas verdriet* huilen jammer verdrietig* teleurstell* triest`],
  [
    'complaint',
    -2,
    `slechte slechter slechtst* vertraag* vertraging* probleem problemen fout fouten traagheid mislukt* duur waardeloos waardeloze nooit niemand niks`,
  ],
  ['fear', -2, `angst* zorgen gevaar* gevaarlijk*`],
  ['joy', 2, `blije leuk leuke lachen grappig* vrolijk* genieten gezellig* fijn fijne feest`],
  ['love', 3, `hou houden liefde lief lieve schat kus kusjes knuffel*`],
  [
    'praise',
    2,
    `mooi mooie mooiste goede beste top super fantastisch* geweldige handig* snel vriendelijk* behulpzaam`,
  ],
  ['hope', 2, `hopelijk hoop hopen vertrouwen`],
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
