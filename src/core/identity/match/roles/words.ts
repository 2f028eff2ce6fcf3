// Words that give a column away when its name does not: frequent surnames, words of streets and of firms.

export const STREET_WORDS: ReadonlySet<string> = new Set(
  (
    'street st road rd avenue ave av lane ln drive dr court ct place pl boulevard blvd crescent circuit close ' +
    'terrace way square sq highway hwy parade grove circle cir trail parkway pkwy strasse str weg platz allee ' +
    'gasse rue chemin impasse quai calle avenida avda paseo plaza carrera via viale piazza corso rua travessa ' +
    'praca straat laan plein gracht gatan vagen gate vei vej ulica ul aleja al osiedle utca katu tie'
  ).split(' '),
)

export const ORGANISATION_WORDS: ReadonlySet<string> = new Set(
  (
    'inc ltd llc llp plc corp corporation company co gmbh ag kg ohg ug ev sa sarl sas srl spa sl bv nv ab as ' +
    'aps oy oyj lda ltda eirl kft zrt sro doo group holding holdings bank university hospital school institute ' +
    'foundation association verein stiftung limited partners consulting services solutions industries ' +
    'center centre college academy church club society committee council trust agency clinic hotel restaurant ' +
    'technologies systems software insurance enterprises associates international'
  ).split(' '),
)

const SURNAMES: ReadonlySet<string> = new Set(
  (
    'smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson ' +
    'anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis ' +
    'robinson walker young allen king wright scott torres nguyen hill flores green adams nelson baker hall ' +
    'rivera campbell mitchell carter roberts gomez phillips evans turner diaz parker cruz edwards collins reyes ' +
    'stewart morris morales murphy cook rogers gutierrez ortiz morgan cooper peterson bailey reed kelly howard ' +
    'ramos kim cox ward richardson watson brooks chavez wood james bennett gray mendoza ruiz hughes price ' +
    'alvarez castillo sanders patel myers long ross foster jimenez powell jenkins perry russell sullivan bell ' +
    'coleman butler henderson barnes fisher vasquez simmons graham murray ford hamilton wallace hunt webb ' +
    'muller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schafer koch bauer richter klein ' +
    'wolf schroder neumann schwarz zimmermann braun kruger hofmann hartmann lange schmitt werner schmitz krause ' +
    'meier lehmann schmid schulze maier kohler herrmann konig walter mayer huber kaiser fuchs peters lang scholz ' +
    'moller weiss jung hahn schubert vogel friedrich keller gunther frank berger winkler roth beck lorenz ' +
    'bernard dubois durand moreau laurent simon michel lefebvre leroy roux david bertrand morel fournier girard ' +
    'bonnet dupont lambert fontaine rousseau vincent lefevre faure andre mercier blanc guerin boyer garnier ' +
    'chevalier francois legrand gauthier rossi russo ferrari esposito bianchi romano colombo ricci marino greco ' +
    'bruno gallo conti costa giordano mancini rizzo lombardi moretti barbieri fontana santoro mariani rinaldi ' +
    'fernandez gonzales moreno munoz alonso romero navarro dominguez vazquez serrano blanco molina suarez ortega ' +
    'delgado rubio marin sanz iglesias nunez medina garrido silva santos ferreira pereira oliveira rodrigues ' +
    'martins sousa fernandes goncalves almeida ribeiro pinto carvalho teixeira moreira correia mendes nunes soares ' +
    'vieira monteiro cardoso rocha lima souza de jong jansen de vries van den berg bakker dijk visser janssen smit ' +
    'meijer boer mulder groot bos vos hendriks leeuwen dekker brouwer wit dijkstra smits graaf andersson johansson ' +
    'karlsson nilsson eriksson larsson olsson persson svensson gustafsson pettersson jonsson jansson hansson ' +
    'bengtsson jonasson lindberg jakobsson magnusson olofsson lindstrom lindqvist lindgren axelsson berg bergstrom ' +
    'hansen johansen olsen larsen andersen pedersen nilsen kristiansen jensen karlsen nielsen christensen ' +
    'rasmussen sorensen jorgensen madsen nowak kowalski wisniewski wojcik kowalczyk kaminski lewandowski zielinski ' +
    'szymanski wozniak dabrowski kozlowski jankowski mazur kwiatkowski krawczyk kaczmarek piotrowski grabowski ' +
    'nagy kovacs toth szabo horvath varga kiss molnar nemeth farkas popescu ionescu ivanov petrov sidorov smirnov ' +
    'kuznetsov popov wang li zhang liu chen yang huang zhao wu zhou singh kumar khan ahmed ali sato suzuki tanaka ' +
    'watanabe ito yamamoto nakamura park choi tran pham korhonen virtanen makinen nieminen papadopoulos yilmaz kaya demir'
  ).split(' '),
)

export function isSurname(word: string): boolean {
  return SURNAMES.has(word)
}
