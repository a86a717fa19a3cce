/** Words that name what is counted or measured; they are left out of an answer. */
const words = new Set(
  (
    'mm cm dm km nm kg mg gm gram gramme kilogram ml mL cl kl liter litre milliliter cc mph kmph kph kmh fps rpm mps ft foot ' +
    'feet inch inche yd yard mile mi meter metre centimeter centimetre millimeter millimetre kilometer kilometre lb pound ' +
    'oz ounce ton tonne gal gallon quart pint cup sec second min minute hr hour day week month year yr decade century ' +
    'degree deg rad radian celsius fahrenheit kelvin dollar cent usd eur euro rupee rs penny pennie nickel dime quarter unit ' +
    'square cubic sq cu acre hectare ha joule watt volt ampere amp ohm newton pascal hertz hz kw kwh mol mole person people ' +
    'student child children man men woman women boy girl time way digit integer number point edge side face coin card tile ' +
    'block book page apple orange cookie marble ticket item piece box boxe car step game square circle triangle solution ' +
    'root am pm increase decrease'
  ).split(' '),
);

/** Letters that stand for a unit when a space sets them apart from a number at the end: 5 m. */
const letters = new Set(['m', 'g', 's', 'h', 'l', 'L', 't', 'd', 'N', 'J', 'W', 'V', 'A', 'C', 'F', 'K']);

export function isUnitWord(word: string): boolean {
  const lower = word.toLowerCase();
  return (
    words.has(word) ||
    words.has(lower) ||
    (lower.endsWith('s') && words.has(lower.slice(0, -1))) ||
    (lower.endsWith('es') && words.has(lower.slice(0, -2)))
  );
}

export function isUnitLetter(letter: string): boolean {
  return letters.has(letter);
}
