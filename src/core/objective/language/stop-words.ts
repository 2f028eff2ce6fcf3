// Words that carry no meaning for finding something, of the languages that our users write most.
const LANGUAGES = [
  'a about after again all also am an and any are as at be because been but by can could did do does dont for from ' +
    'get got had has have he hello help her hey hi him his how i id if im in into is it its ive just know like me ' +
    'my need no not now of on one only or our out please rather she so some still than thank thanks that thats the ' +
    'their them then there these they thing things this those to too try up us very want wants was we were what ' +
    'when where whether which who why will with would you your youd',
  'aber als am an auch auf aus bei bin bitte das dass dem den der des die diese dieser doch du ein eine einem einen ' +
    'einer er es fur habe haben hallo hat ich ihr im in ist ja kann kein keine mein meine meinen mit mochte nach ' +
    'nicht noch nur oder sehr sich sie sind so und uns von war warum was wenn wie will wir wird zu zum zur',
  'att av de den det detta din du ej en ett for fran han har hej hon hur i icke inte jag kan man med men min mina ' +
    'mitt nar ni nu och om pa sa sig ska skulle som till ut var vad vi vill',
  'a au aux avec bonjour ce ces cette dans de des du elle en est et il je la le les leur lui ma mais me mes mon ne ' +
    'nous on ou par pas pour qu que qui sa se ses son sur ta te tu un une veux vous vos votre',
  'al como con de del el ella en es esta este hola la las lo los mas me mi mis muy no nos o para pero por que quiero ' +
    'se si sin su sus te tu un una y yo',
  'een het ik je mijn niet ook op van voor wat wil zijn che di ho il non per sono um uma eu meu minha',
]

export const STOP_WORDS: ReadonlySet<string> = new Set(LANGUAGES.join(' ').split(' '))
