const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ';
const subscripts = '₀₁₂₃₄₅₆₇₈₉₊₋ₙ';
const raised = '0123456789+-n';

/** What stands for a character outside ASCII, in the LaTeX that the parser reads. */
const replacements = new Map<string, string>([
  ...Object.entries({
    '−': '-',
    '–': '-',
    '—': '-',
    '‐': '-',
    '‑': '-',
    '×': '\\times ',
    '·': '\\cdot ',
    '⋅': '\\cdot ',
    '∙': '\\cdot ',
    '•': '\\cdot ',
    '∗': '*',
    '÷': '\\div ',
    '∕': '/',
    '⁄': '/',
    '±': '\\pm ',
    '∓': '\\mp ',
    '≤': '\\le ',
    '⩽': '\\le ',
    '≦': '\\le ',
    '≥': '\\ge ',
    '⩾': '\\ge ',
    '≧': '\\ge ',
    '≠': '\\ne ',
    '≈': '\\approx ',
    '≡': '\\equiv ',
    '∞': '\\infty ',
    '√': '\\sqrt ',
    '∛': '\\sqrt[3] ',
    '°': '^\\circ ',
    '∪': '\\cup ',
    '∩': '\\cap ',
    '∖': '\\setminus ',
    '∈': '\\in ',
    '∉': '\\notin ',
    '⊂': '\\subset ',
    '⊆': '\\subseteq ',
    '∅': '\\emptyset ',
    '→': '\\to ',
    '⇒': '\\Rightarrow ',
    '⟹': '\\Rightarrow ',
    '⇔': '\\Rightarrow ',
    '∠': '\\angle ',
    '∑': '\\sum ',
    '∏': '\\prod ',
    '∫': '\\int ',
    '⟨': '\\langle ',
    '⟩': '\\rangle ',
    '⌊': '\\lfloor ',
    '⌋': '\\rfloor ',
    '⌈': '\\lceil ',
    '⌉': '\\rceil ',
    ℝ: '\\mathbb{R}',
    ℤ: '\\mathbb{Z}',
    ℚ: '\\mathbb{Q}',
    ℕ: '\\mathbb{N}',
    ℂ: '\\mathbb{C}',
    '½': '\\frac{1}{2}',
    '⅓': '\\frac{1}{3}',
    '⅔': '\\frac{2}{3}',
    '¼': '\\frac{1}{4}',
    '¾': '\\frac{3}{4}',
    '⅕': '\\frac{1}{5}',
    '⅛': '\\frac{1}{8}',
    '′': "'",
    '’': "'",
    '‘': "'",
    '″': "''",
    '“': '"',
    '”': '"',
    '…': '\\ldots ',
    '％': '%',
    '，': ',',
    '；': ';',
    '：': ':',
    '（': '(',
    '）': ')',
    '．': '.',
    '＝': '=',
    '＋': '+',
    π: '\\pi ',
    ϕ: '\\phi ',
    ϵ: '\\epsilon ',
  }),
  ...(
    'α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi ρ rho ' +
    'σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Σ Sigma Φ Phi Ψ Psi Ω Omega'
  )
    .split(' ')
    .flatMap((entry, index, all) => (index % 2 === 0 ? [[entry, `\\${all[index + 1]} `] as const] : [])),
]);

/** Spaces of every width become a space; marks without width are dropped. */
const spaces = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/** The text in ASCII as far as mathematics goes: π as \pi, ² as ^{2}. Other characters stay. */
export function plainCharacters(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything up to DEL is ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text
    .replace(spaces, ' ')
    .replace(invisible, '')
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+/g, (run) => `^{${translated(run, superscripts)}}`)
    .replace(/[₀₁₂₃₄₅₆₇₈₉₊₋ₙ]+/g, (run) => `_{${translated(run, subscripts)}}`)
    .replace(/[^\x20-\x7e]/g, (character) => replacements.get(character) ?? character);
}

function translated(run: string, alphabet: string): string {
  return Array.from(run, (character) => raised[alphabet.indexOf(character)]).join('');
}
